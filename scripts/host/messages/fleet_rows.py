"""What makes a machine of the fleet red: a line of cause and one of cure. The values come from the machine."""

from typing import NamedTuple

from host.messages.form import Lines


class Red(NamedTuple):
    """The two lines in both languages."""

    en: Lines
    ja: Lines


DEB = "docker-ce docker-ce-cli containerd.io docker-compose-plugin"
RED = {
    "fleet-unreachable": Red(
        ("it cannot be reached by ssh: {said}", "Is it on, is the address right? Try it by hand: ssh user@address"),
        ("ssh で接続できません：{said}", "電源とアドレスを確かめて、手動で試してください： ssh ユーザー@アドレス"),
    ),
    "fleet-host-key": Red(
        (
            "its host key is not known here, or is not the same as before: {said}",
            "Compare the fingerprint with the machine's own, then keep it: ssh-keyscan ADDRESS >> ~/.ssh/known_hosts (scripts/workshop/fleet/README.md: host keys)",
        ),
        (
            "ホスト鍵がここに登録されていないか、前のものと違います：{said}",
            "指紋を、そのコンピューターで表示した指紋と比べてから登録してください： ssh-keyscan アドレス >> ~/.ssh/known_hosts （scripts/workshop/fleet/README.ja.md の「ホスト鍵」）",
        ),
    ),
    "fleet-ssh-denied": Red(
        ("ssh does not let this user in: {said}", "Give it your key: ssh-copy-id user@address"),
        (
            "このユーザーでは ssh でログインできません：{said}",
            "あなたの公開鍵を登録してください： ssh-copy-id ユーザー@アドレス",
        ),
    ),
    "fleet-sudo": Red(
        (
            "its user may not become root: {said}",
            "Let sudo ask for no password there, or name a file with it: ANSIBLE_BECOME_PASSWORD_FILE=… make fleet …",
        ),
        (
            "このユーザーは root になれません：{said}",
            "そこの sudo がパスワードを聞かないようにするか、パスワードを書いたファイルを指定してください： ANSIBLE_BECOME_PASSWORD_FILE=… make fleet …",
        ),
    ),
    "fleet-distribution": Red(
        ("it runs {found}; only Debian and Ubuntu are set up.", "Use Debian 13 or Ubuntu 24.04 or newer on it."),
        (
            "{found} が動いています。準備できるのは Debian と Ubuntu だけです。",
            "Debian 13 か Ubuntu 24.04 以降を使ってください。",
        ),
    ),
    "fleet-no-user": Red(
        ("it has no user {user}.", "Make it there: sudo adduser {user} (or change lab_user in the inventory)"),
        (
            "{user} というユーザーがいません。",
            "そこで作ってください： sudo adduser {user} （または、一覧の lab_user を直してください）",
        ),
    ),
    "fleet-folder-taken": Red(
        ("{folder} is there already, and not from make fleet.", "Move it away on that machine, then run it again."),
        (
            "{folder} がもうありますが、make fleet が作ったものではありません。",
            "そのコンピューターで別の場所に移して、もう一度実行してください。",
        ),
    ),
    "fleet-disk": Red(
        (
            "{folder} needs {needed} GB, and only {free} GB are free.",
            "Free some there (docker system df shows what images take), then run it again.",
        ),
        (
            "{folder} に {needed} GB 必要ですが、空きは {free} GB です。",
            "空きを増やして（イメージの使用量は docker system df で分かります）、もう一度実行してください。",
        ),
    ),
    "fleet-no-compose": Red(
        (
            "the packages of its release have no Compose 2.24.4 or newer (they have: {found}).",
            f"Upgrade it to Debian 13, or install Docker's own packages there ({DEB}; without internet, bring the .deb files: sudo apt install ./*.deb), then run it again.",
        ),
        (
            "このリリースのパッケージには Compose 2.24.4 以上がありません（あるもの：{found}）。",
            f"Debian 13 にアップグレードするか、そこに Docker のパッケージを入れて（{DEB}。インターネットがなければ .deb ファイルを持っていき、sudo apt install ./*.deb）、もう一度実行してください。",
        ),
    ),
    "fleet-engine-old": Red(
        (
            "its Docker Engine is older than 25, which Compose needs for the lab's health check ({found}).",
            f"Update it, or install Docker's own packages there ({DEB}; without internet, bring the .deb files: sudo apt install ./*.deb), then run it again.",
        ),
        (
            "Docker Engine が古すぎます（{found}）。ラボの動作確認（healthcheck）のために、Compose は 25 以上を必要とします。",
            f"更新するか、そこに Docker のパッケージを入れて（{DEB}。インターネットがなければ .deb ファイルを持っていき、sudo apt install ./*.deb）、もう一度実行してください。",
        ),
    ),
    "fleet-compose-old": Red(
        ("its Docker Compose {found} is older than 2.24.4.", "Update that package there, then run it again."),
        (
            "Docker Compose {found} は古すぎます（2.24.4 以上が必要です）。",
            "そこでそのパッケージを更新して、もう一度実行してください。",
        ),
    ),
    "fleet-no-packages": Red(
        (
            "none of its package sources has: {packages}",
            "Give it internet or a mirror; or on a machine of the same release: sudo apt-get install --download-only -o Dir::Cache::archives=$PWD/debs {packages}, then bring debs/ over and run there: sudo apt install ./debs/*.deb",
        ),
        (
            "パッケージの配布元のどこにもありません：{packages}",
            "インターネットかミラーにつなぐか、同じリリースのコンピューターで sudo apt-get install --download-only -o Dir::Cache::archives=$PWD/debs {packages} を実行し、debs/ を持っていって sudo apt install ./debs/*.deb で入れてください。",
        ),
    ),
    "fleet-apt": Red(
        (
            "its packages could not be installed: {said}",
            "Repair that by hand there (sudo apt install …), then run it again.",
        ),
        (
            "パッケージを入れられませんでした：{said}",
            "そのコンピューターで直して（sudo apt install …）、もう一度実行してください。",
        ),
    ),
    "fleet-task": Red(
        (
            "the step “{task}” failed: {said}",
            "Read ansible.log beside this page, fix the cause there, then run it again.",
        ),
        (
            "手順「{task}」が失敗しました：{said}",
            "このページの隣の ansible.log を読んで、そのコンピューターの原因を直し、もう一度実行してください。",
        ),
    ),
    "fleet-silent": Red(
        ("the run ended before anything was heard from it.", "Run it again; ansible.log says what happened."),
        (
            "このコンピューターから何も届かないうちに、実行が終わりました。",
            "もう一度実行してください。何が起きたかは ansible.log にあります。",
        ),
    ),
    "fleet-lab-silent": Red(
        (
            "the lab is up there, but does not answer.",
            "Run on that machine: cd {folder} && make stop (unsaved work is lost), then run make fleet again.",
        ),
        (
            "ラボは起動していますが、応答しません。",
            "そのコンピューターで cd {folder} && make stop を実行し（保存していない内容は失われます）、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-other-notebooks": Red(
        (
            "make check judged other notebooks there than the bundle's own.",
            "Take LAB_NOTEBOOK and LAB_EXERCISE out of {folder}/.env on that machine, then run make fleet again.",
        ),
        (
            "make check が判定したのは、バンドルのノートブックのすべてではないか、別のノートブックです。",
            "そのコンピューターの {folder}/.env から LAB_NOTEBOOK と LAB_EXERCISE を消して、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-strange": Red(
        (
            "what it answered makes no sense.",
            "Read ansible.log, which has its own words, and look at that machine; then run make fleet again.",
        ),
        (
            "このコンピューターの答えは、意味が分かりません。",
            "答えそのものは ansible.log にあります。そのコンピューターを調べてから、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-check-odd": Red(
        (
            "make check ended with status {status} there, although its record looks good.",
            "Open its report ({report}), then run make fleet again.",
        ),
        (
            "記録に問題はありませんが、make check がステータス {status} で終わりました。",
            "レポート（{report}）を見て、make fleet をもう一度実行してください。",
        ),
    ),
    "fleet-no-record": Red(
        ("make check left no record there: {said}", "Run it by hand on that machine: cd {folder} && make check"),
        (
            "そこでの make check の記録が残りませんでした：{said}",
            "そのコンピューターで、手動で実行してください： cd {folder} && make check",
        ),
    ),
    "fleet-labs-fail": Red(
        ("the labs FAIL there.", "Open its report: {report}"),
        ("ラボが FAIL になりました。", "そのコンピューターのレポートを開いてください：{report}"),
    ),
    "fleet-hip-not-proved": Red(
        ("it was to run on the GPU, and HIP is NOT PROVED: {why}", "Run make doctor there; its report: {report}"),
        (
            "GPU で動くはずでしたが、HIP は NOT PROVED です：{why}",
            "そのコンピューターで make doctor を実行してください。レポート：{report}",
        ),
    ),
    "fleet-gpu-unused": Red(
        (
            "it has an AMD GPU ({gfx}), but this bundle's image is for the CPU.",
            "Make a bundle for the GPU: make bundle BACKEND=hip",
        ),
        (
            "AMD の GPU（{gfx}）がありますが、このバンドルのイメージは CPU 用です。",
            "GPU 用のバンドルを作ってください： make bundle BACKEND=hip",
        ),
    ),
    "fleet-image-differs": Red(
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
