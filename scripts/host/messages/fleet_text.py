"""What `make fleet` and `make fleet-down` say while they work, in both languages."""

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

FLEET = {
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
    "would-service": (
        "start the service rocm-lab, now and whenever the machine starts",
        "サービス rocm-lab を起動する（コンピューターの起動時にも）",
    ),
}
