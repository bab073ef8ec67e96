"""What is said of a fleet, in both languages: on the terminal, in a red row, on the page."""

from cli.speech import ENVIRONMENT, USE, Language, Message
from machine.checks.problems import Problem

ERRORS: dict[str, Message] = {
    "hosts-not-named": Message(
        USE,
        (
            "make {verb} has to be told which machines.",
            "Write them into a file as in scripts/workshop/fleet/inventory.example.ini, then: make {verb} HOSTS=inventory.ini",
        ),
        (
            "make {verb} の対象のコンピューターが、指定されていません。",
            "scripts/workshop/fleet/inventory.example.ini のように、ファイルに書いて指定してください： make {verb} HOSTS=inventory.ini",
        ),
    ),
    "hosts-unreadable": Message(
        USE,
        (
            "{path} is no list of machines that Ansible can read: {reason}",
            "Compare it with scripts/workshop/fleet/inventory.example.ini.",
        ),
        (
            "{path} は、Ansible が読めるコンピューターの一覧ではありません：{reason}",
            "scripts/workshop/fleet/inventory.example.ini と見比べて直してください。",
        ),
    ),
    "hosts-none": Message(
        USE,
        ("{path} names no machine.", "Write one machine a line, as in scripts/workshop/fleet/inventory.example.ini."),
        (
            "{path} にコンピューターが 1 台も書かれていません。",
            "scripts/workshop/fleet/inventory.example.ini のように、1 行に 1 台ずつ書いてください。",
        ),
    ),
    "hosts-name": Message(
        USE,
        (
            "{path}: {name} cannot name a machine, because its files are kept in a folder of that name.",
            "Begin it with a letter or digit, then use letters, digits and . _ : - (100 at most), and put the address behind it: name ansible_host=address",
        ),
        (
            "{path}：{name} はコンピューターの名前に使えません。その名前のフォルダーに、結果のファイルを置くからです。",
            "英字・かな・漢字か数字で始め、その後は英字・かな・漢字、数字、. _ : - だけにして（100 文字まで）、アドレスは後ろに書いてください： 名前 ansible_host=アドレス",
        ),
    ),
    "hosts-seats": Message(
        USE,
        (
            "{path}: {name} has seats={seats}, which is no number of seats.",
            "Write a number from 1 to 99, or leave it out.",
        ),
        (
            "{path}：{name} の seats={seats} は、席の数として使えません。",
            "1 から 99 までの数を書くか、この指定を消してください。",
        ),
    ),
    "fleet-no-bundle": Message(
        USE,
        (
            "there is no bundle of this very checkout in runs/ (commit {commit}).",
            "Make one: make bundle (or name one: make fleet HOSTS=… BUNDLE=…)",
        ),
        (
            "このチェックアウト（コミット {commit}）のバンドルが runs/ にありません。",
            "作ってください： make bundle （あるものを使うなら make fleet HOSTS=… BUNDLE=…）",
        ),
    ),
    "fleet-no-ssh": Message(
        ENVIRONMENT,
        ("there is no ssh here, by which the machines are reached.", "Install it: sudo apt install openssh-client"),
        (
            "コンピューターに接続するための ssh が、ここにありません。",
            "入れてください： sudo apt install openssh-client",
        ),
    ),
    "fleet-ansible": Message(
        ENVIRONMENT,
        ("Ansible ended before it reached a machine: {reason}", "Read {log}, fix the cause, and run it again."),
        (
            "どのコンピューターにも接続しないうちに、Ansible が終わりました：{reason}",
            "{log} を読んで原因を直し、もう一度実行してください。",
        ),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "fleet-setting": (
        "Machines: {count}, with {bundle} ({megabytes} MB). Ansible's own words: {log}",
        "{count} 台に {bundle}（{megabytes} MB）を入れます。Ansible の出力：{log}",
    ),
    "fleet-looking": (
        "Machines: {count}. Only a look at what make fleet would do: nothing is changed. Ansible's own words: {log}",
        "{count} 台：make fleet が何をするかを調べるだけです。何も変更しません。Ansible の出力：{log}",
    ),
    "fleet-taking": (
        "Machines: {count}. Taking back what make fleet did. Ansible's own words: {log}",
        "{count} 台：make fleet がしたことを元に戻します。Ansible の出力：{log}",
    ),
    "fleet-step": ("  {machine}  {number}/{of}  {what} …", "  {machine}  {number}/{of}  {what}…"),
    "fleet-ended": (
        "  {machine}  done in {seconds} s, {changed} changed",
        "  {machine}  {seconds} 秒で終わりました（変更 {changed} 件）",
    ),
    "fleet-failed": ("  {machine}  ✗ stopped after {seconds} s", "  {machine}  ✗ {seconds} 秒で止まりました"),
    "fleet-page": ("The page with all of it: {path}", "すべての結果のページ：{path}"),
    "fleet-kept": ("  {machine}  kept for the learner: {what}", "  {machine}  受講者のファイルを残しました：{what}"),
    "fleet-packages": (
        "  {machine}  packages stay, other things may need them by now. To remove them: sudo apt purge {packages}",
        "  {machine}  パッケージは残しました（ほかで使われているかもしれません）。消すには： sudo apt purge {packages}",
    ),
    "would-nothing": ("nothing to change", "変更なし"),
    "would-packages": ("install {packages}", "パッケージを入れる：{packages}"),
    "would-groups": ("put {user} into {groups}", "{user} をグループに加える：{groups}"),
    "would-checkout": ("put the checkout {commit} into {folder}", "チェックアウト {commit} を {folder} に置く"),
    "would-settings": ("write the settings into {folder}/.env: {settings}", "{folder}/.env に設定を書く：{settings}"),
    "would-bundle": ("copy the bundle: {megabytes} MB", "バンドルをコピーする：{megabytes} MB"),
    "would-image": ("load the image {reference}", "イメージ {reference} を読み込む"),
    "would-seats": (
        "open {seats} seats by the service rocm-lab, now and whenever the machine starts",
        "サービス rocm-lab で {seats} 席を開く（コンピューターの起動時にも）",
    ),
    "would-service": (
        "start the service rocm-lab, now and whenever the machine starts",
        "サービス rocm-lab を起動する（コンピューターの起動時にも）",
    ),
}

STEPS = {
    "look": ("looking at it", "調べています"),
    "engine": ("Docker Engine, Compose, groups", "Docker Engine、Compose、グループ"),
    "checkout": ("the checkout and its settings", "チェックアウトと設定"),
    "doctor": ("make doctor", "make doctor"),
    "image": ("the lab's image", "ラボのイメージ"),
    "service": ("the lab as a service", "ラボのサービス"),
    "check": ("make check", "make check"),
    "remembered": ("looking at what make fleet did", "make fleet がしたことを調べています"),
    "take-service": ("the service", "サービス"),
    "take-lab": ("the lab and its image", "ラボとイメージ"),
    "take-engine": ("groups and the engine", "グループとエンジン"),
}


DEB = "docker-ce docker-ce-cli containerd.io docker-compose-plugin"
RED = {
    "fleet-unreachable": Problem(
        ("it cannot be reached by ssh: {said}", "Is it on, is the address right? Try it by hand: ssh user@address"),
        ("ssh で接続できません：{said}", "電源とアドレスを確かめて、手動で試してください： ssh ユーザー@アドレス"),
    ),
    "fleet-host-key": Problem(
        (
            "its host key is not known here, or is not the same as before: {said}",
            "Compare the fingerprint with the machine's own, then keep it: ssh-keyscan ADDRESS >> ~/.ssh/known_hosts (scripts/workshop/fleet/README.md: host keys)",
        ),
        (
            "ホスト鍵がここに登録されていないか、前のものと違います：{said}",
            "指紋を、そのコンピューターで表示した指紋と比べてから登録してください： ssh-keyscan アドレス >> ~/.ssh/known_hosts （scripts/workshop/fleet/README.ja.md の「ホスト鍵」）",
        ),
    ),
    "fleet-ssh-denied": Problem(
        ("ssh does not let this user in: {said}", "Give it your key: ssh-copy-id user@address"),
        (
            "このユーザーでは ssh でログインできません：{said}",
            "あなたの公開鍵を登録してください： ssh-copy-id ユーザー@アドレス",
        ),
    ),
    "fleet-sudo": Problem(
        (
            "its user may not become root: {said}",
            "Let sudo ask for no password there, or name a file with it: ANSIBLE_BECOME_PASSWORD_FILE=… make fleet …",
        ),
        (
            "このユーザーは root になれません：{said}",
            "そのコンピューターの sudo がパスワードを聞かないようにするか、パスワードを書いたファイルを指定してください： ANSIBLE_BECOME_PASSWORD_FILE=… make fleet …",
        ),
    ),
    "fleet-distribution": Problem(
        ("it runs {found}; only Debian and Ubuntu are set up.", "Use Debian 13 or Ubuntu 24.04 or newer on it."),
        (
            "{found} が動いています。準備できるのは Debian と Ubuntu だけです。",
            "Debian 13 か Ubuntu 24.04 以降を使ってください。",
        ),
    ),
    "fleet-no-user": Problem(
        ("it has no user {user}.", "Make it there: sudo adduser {user} (or change lab_user in the inventory)"),
        (
            "{user} というユーザーがいません。",
            "そのコンピューターで作ってください： sudo adduser {user} （または、一覧の lab_user を直してください）",
        ),
    ),
    "fleet-folder-taken": Problem(
        ("{folder} is there already, and not from make fleet.", "Move it away on that machine, then run it again."),
        (
            "{folder} がもうありますが、make fleet が作ったものではありません。",
            "そのコンピューターで別の場所に移して、もう一度実行してください。",
        ),
    ),
    "fleet-disk": Problem(
        (
            "{folder} needs {needed} GB, and only {free} GB are free.",
            "Free some there (docker system df shows what images take), then run it again.",
        ),
        (
            "{folder} に {needed} GB 必要ですが、空きは {free} GB です。",
            "空きを増やして（イメージの使用量は docker system df で分かります）、もう一度実行してください。",
        ),
    ),
    "fleet-no-compose": Problem(
        (
            "the packages of its release have no Compose 2.24.4 or newer (they have: {found}).",
            f"Upgrade it to Debian 13, or install Docker's own packages there ({DEB}; without internet, bring the .deb files: sudo apt install ./*.deb), then run it again.",
        ),
        (
            "このリリースのパッケージには Compose 2.24.4 以上がありません（あるもの：{found}）。",
            f"Debian 13 にアップグレードするか、そのコンピューターに Docker 公式のパッケージを入れて（{DEB}。インターネットがなければ .deb ファイルを持っていき、sudo apt install ./*.deb）、もう一度実行してください。",
        ),
    ),
    "fleet-engine-old": Problem(
        (
            "its Docker Engine is older than 25, which Compose needs for the lab's health check ({found}).",
            f"Update it, or install Docker's own packages there ({DEB}; without internet, bring the .deb files: sudo apt install ./*.deb), then run it again.",
        ),
        (
            "Docker Engine が古すぎます（{found}）。Compose でラボの動作確認（healthcheck）をするには、25 以上が必要です。",
            f"更新するか、そのコンピューターに Docker 公式のパッケージを入れて（{DEB}。インターネットがなければ .deb ファイルを持っていき、sudo apt install ./*.deb）、もう一度実行してください。",
        ),
    ),
    "fleet-compose-old": Problem(
        ("its Docker Compose {found} is older than 2.24.4.", "Update that package there, then run it again."),
        (
            "Docker Compose {found} は古すぎます（2.24.4 以上が必要です）。",
            "そのコンピューターで Compose のパッケージを更新して、もう一度実行してください。",
        ),
    ),
    "fleet-no-packages": Problem(
        (
            "none of its package sources has: {packages}",
            "Give it internet or a mirror; or on a machine of the same release: sudo apt-get install --download-only -o Dir::Cache::archives=$PWD/debs {packages}, then bring debs/ over and run there: sudo apt install ./debs/*.deb",
        ),
        (
            "パッケージの配布元のどこにもありません：{packages}",
            "インターネットかミラーにつなぐか、同じリリースのコンピューターで sudo apt-get install --download-only -o Dir::Cache::archives=$PWD/debs {packages} を実行し、debs/ をこのパッケージのないコンピューターに持っていき、そこで sudo apt install ./debs/*.deb を実行してください。",
        ),
    ),
    "fleet-apt": Problem(
        (
            "its packages could not be installed: {said}",
            "Repair that by hand there (sudo apt install …), then run it again.",
        ),
        (
            "パッケージを入れられませんでした：{said}",
            "そのコンピューターで直して（sudo apt install …）、もう一度実行してください。",
        ),
    ),
    "fleet-task": Problem(
        (
            "the step “{task}” failed: {said}",
            "Read ansible.log beside this page, fix the cause there, then run it again.",
        ),
        (
            "手順「{task}」が失敗しました：{said}",
            "このページの隣の ansible.log を読んで、そのコンピューターで原因を直し、もう一度実行してください。",
        ),
    ),
    "fleet-silent": Problem(
        ("the run ended before anything was heard from it.", "Run it again; ansible.log says what happened."),
        (
            "このコンピューターから何も届かないうちに、実行が終わりました。",
            "もう一度実行してください。何が起きたかは ansible.log にあります。",
        ),
    ),
    "fleet-lab-silent": Problem(
        (
            "the lab is up there, but does not answer.",
            "Run on that machine: cd {folder} && make stop (unsaved work is lost), then run make fleet again.",
        ),
        (
            "ラボは起動していますが、応答しません。",
            "そのコンピューターで cd {folder} && make stop を実行し（保存していない内容は失われます）、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-other-notebooks": Problem(
        (
            "make check judged other notebooks there than the bundle's own.",
            "Take LAB_NOTEBOOK and LAB_EXERCISE out of {folder}/.env on that machine, then run make fleet again.",
        ),
        (
            "make check が判定したノートブックは、バンドルのノートブックと同じではありません。",
            "そのコンピューターの {folder}/.env から LAB_NOTEBOOK と LAB_EXERCISE を消して、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-strange": Problem(
        (
            "what it answered makes no sense.",
            "Read ansible.log, which has its own words, and look at that machine; then run make fleet again.",
        ),
        (
            "このコンピューターから届いた結果を、読み取れませんでした。",
            "届いた内容は ansible.log にあります。そのコンピューターを調べてから、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-check-odd": Problem(
        (
            "make check ended with status {status} there, although its record looks good.",
            "Open its report ({report}), then run make fleet again.",
        ),
        (
            "記録に問題はありませんが、make check がステータス {status} で終わりました。",
            "レポート（{report}）を見て、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-no-record": Problem(
        ("make check left no record there: {said}", "Run it by hand on that machine: cd {folder} && make check"),
        (
            "そのコンピューターに make check の記録が残りませんでした：{said}",
            "そのコンピューターで、手動で実行してください： cd {folder} && make check",
        ),
    ),
    "fleet-labs-fail": Problem(
        ("the labs FAIL there.", "Open its report: {report}"),
        ("ラボが FAIL になりました。", "そのコンピューターのレポートを開いてください：{report}"),
    ),
    "fleet-hip-not-proved": Problem(
        ("it was to run on the GPU, and HIP is NOT PROVED: {why}", "Run make doctor there; its report: {report}"),
        (
            "GPU で動くはずでしたが、HIP は NOT PROVED です：{why}",
            "そのコンピューターで make doctor を実行してください。レポート：{report}",
        ),
    ),
    "fleet-gpu-unused": Problem(
        (
            "it has an AMD GPU ({gfx}), but this bundle's image is for the CPU.",
            "Make a bundle for the GPU: make bundle BACKEND=hip",
        ),
        (
            "AMD の GPU（{gfx}）がありますが、このバンドルのイメージは CPU 用です。",
            "GPU 用のバンドルを作ってください： make bundle BACKEND=hip",
        ),
    ),
    "fleet-image-differs": Problem(
        (
            "its image is {found}, not the bundle's {wanted}.",
            "Run make fleet again; its engine should hold the bundle's own image.",
        ),
        (
            "イメージが {found} で、バンドルの {wanted} と違います。",
            "make fleet をもう一度実行して、バンドルのイメージを入れ直してください。",
        ),
    ),
}

WORDS = {
    "title": ("A fleet of machines", "コンピューターの一覧"),
    "series": ("See Training Flow in ROCm", "ROCm で学習の流れを見る"),
    "when": ("Set up and judged at {when}", "準備して判定した日時：{when}"),
    "sum": ("{green} green, {red} red.", "緑 {green} 台、赤 {red} 台。"),
    "machine": ("machine", "コンピューター"),
    "gfx": ("gfx", "gfx"),
    "driver": ("driver", "ドライバー"),
    "image": ("image id", "イメージ ID"),
    "verdict": ("verdict", "判定"),
    "seconds": ("seconds", "秒"),
    "what-to-do": ("what to do", "どうすればよいか"),
    "good": ("green", "緑"),
    "bad": ("red", "赤"),
    "report": ("report", "レポート"),
    "bundle": ("bundle", "バンドル"),
    "commit": ("commit", "コミット"),
    "nameless": (
        "Groups without a name own these devices: {nodes}. The container gets the numbers; the user joined none.",
        "次のデバイスを持つグループには、名前がありません：{nodes}。コンテナーにはグループの番号を渡しますが、ユーザーはどのグループにも加えていません。",
    ),
    "cpu-only": (
        "HIP NOT PROVED: this bundle's image is for the CPU, and no machine computed on a GPU.",
        "HIP NOT PROVED：このバンドルのイメージは CPU 用で、GPU で計算したコンピューターはありません。",
    ),
}


def word(key: str, language: Language, **values: object) -> str:
    """One of WORDS."""
    return WORDS[key][language == "ja"].format(**values)
