"""What is said of a bundle, in both languages."""

from cli.speech import ENVIRONMENT, USE, Message

AGAIN_EN = "Copy the whole folder again from where it was packed."
AGAIN_JA = "まとめたコンピューターから、フォルダー全体をもう一度コピーしてください。"
PACK_EN = "Use a folder as make bundle writes it; pack it again: make bundle"
PACK_JA = "make bundle が作ったフォルダーをそのまま使ってください。作り直すには： make bundle"

ERRORS: dict[str, Message] = {
    "zstd-missing": Message(
        ENVIRONMENT,
        ("the program zstd, which packs bundles, is missing.", "Install it: sudo apt install zstd"),
        (
            "バンドルの圧縮に使う zstd がありません。",
            "入れてください： sudo apt install zstd",
        ),
    ),
    "bundle-no-commit": Message(
        USE,
        (
            "{path} is no git clone with a commit, or git is missing; a bundle is packed from a commit.",
            "Run make bundle in a clone made with git clone, with git installed.",
        ),
        (
            "{path} はコミットのある git のクローンではないか、git がありません。バンドルはコミットから作ります。",
            "git を入れて、git clone で作ったフォルダーで make bundle を実行してください。",
        ),
    ),
    "bundle-dirty": Message(
        USE,
        (
            "files here differ from the commit; the bundle would hold the commit, and the image the changed files.",
            "See them with git status --ignored docker labs tests (and git status), then commit them or put them away.",
        ),
        (
            "ここにコミットと異なるファイルがあります。バンドルにはコミットの内容が、イメージには変更したファイルが入ってしまいます。",
            "git status --ignored docker labs tests （と git status）で確かめて、コミットするか、別の場所に移してください。",
        ),
    ),
    "bundle-disk": Message(
        ENVIRONMENT,
        (
            "the bundle may take {need} GB at {path} while it is packed, but only {free} GB are free.",
            "Free some space there (docker system df shows what the engine uses), then run make bundle again.",
        ),
        (
            "バンドルを作るには {path} に最大 {need} GB の空きが必要ですが、空きは {free} GB です。",
            "空きを増やして（エンジンの使用量は docker system df で分かります）、もう一度 make bundle を実行してください。",
        ),
    ),
    "bundle-pack-failed": Message(
        ENVIRONMENT,
        ("the bundle could not be packed: {reason}", "Fix the cause, then run it again: make bundle"),
        ("バンドルを作れませんでした：{reason}", "原因を直して、もう一度実行してください： make bundle"),
    ),
    "bundle-not-named": Message(
        USE,
        (
            "make load has to be told which bundle.",
            "Name it, for example: make load BUNDLE=/media/usb/rocm-lab-…",
        ),
        (
            "どのバンドルを読み込むのか、指定されていません。",
            "指定してください。例： make load BUNDLE=/media/usb/rocm-lab-…",
        ),
    ),
    "bundle-missing": Message(
        USE,
        ("there is no {path}.", "Name a folder that make bundle wrote: make load BUNDLE=…"),
        ("{path} がありません。", "make bundle が作ったフォルダーを指定してください： make load BUNDLE=…"),
    ),
    "bundle-unreadable": Message(
        USE,
        ("{path} cannot be read: {reason}.", "Make it a folder whose files you may read, on a disk without errors."),
        (
            "{path} を読めません：{reason}",
            "中のファイルを自分が読み取れるようにして、エラーのないディスクに置いてください。",
        ),
    ),
    "bundle-damaged": Message(
        USE,
        (
            "{member} in {path} is damaged or incomplete: its SHA-256 sum or form is wrong. Nothing was loaded.",
            AGAIN_EN,
        ),
        (
            "{path} の中の {member} が壊れているか、途中で切れています（SHA-256 か形式が違います）。何も読み込んでいません。",
            AGAIN_JA,
        ),
    ),
    "bundle-checkout": Message(
        USE,
        ("the checkout in the bundle is not its commit's archive: {reason}. Nothing was loaded.", PACK_EN),
        (
            "バンドルの中のチェックアウトが、記録してあるコミットのものではありません：{reason}。何も読み込んでいません。",
            PACK_JA,
        ),
    ),
    "bundle-other-image": Message(
        USE,
        ("the bundle names {wanted}, but what was loaded is {found}. It was taken back.", PACK_EN),
        (
            "バンドルに記録してあるイメージは {wanted} ですが、実際に読み込んだものは {found} でした。エンジンから消しました。",
            PACK_JA,
        ),
    ),
    "bundle-other-base": Message(
        USE,
        (
            "the bundle's image is built on {base}, and this checkout's on {pin}.",
            "If that base is meant, name it, now and with make lab and make check: make load BASE_IMAGE={base} BUNDLE=…",
        ),
        (
            "バンドルのイメージのベースは {base} ですが、このチェックアウトのベースは {pin} です。",
            "そのベースでよければ、今回も、make lab と make check のときも、指定してください： make load BASE_IMAGE={base} BUNDLE=…",
        ),
    ),
    "bundle-other-wheels": Message(
        USE,
        (
            "the bundle's image was made with {made}, and this checkout is set to another one.",
            "Say the same now and with make lab and make check, behind make or in .env (LAB_BASE, LAB_GFX): {made}",
        ),
        (
            "バンドルのイメージは {made} で作ったものですが、このチェックアウトの設定は違います。",
            "今回も、make lab と make check のときも、make の後ろか .env（LAB_BASE、LAB_GFX）で同じ指定をしてください： {made}",
        ),
    ),
    "bundle-other-checkout": Message(
        USE,
        (
            "the bundle's image is for another state of the files than the one here.",
            "git checkout {commit} (without git: unpack the bundle's checkout.tar.gz into an empty folder), then make load there.",
        ),
        (
            "バンドルのイメージは、ここにあるファイルとは内容の違うチェックアウトのためのものです。",
            "git checkout {commit} を実行して（git がなければ、バンドルの checkout.tar.gz を空のフォルダーに展開して）、そこで make load を実行してください。",
        ),
    ),
    "bundle-platform": Message(
        USE,
        (
            "the bundle's image is for {found}, and this machine's engine runs {here}.",
            "Pack a bundle on a machine of this kind: make bundle",
        ),
        (
            "バンドルのイメージは {found} 用ですが、このコンピューターのエンジンは {here} です。",
            "このコンピューターと同じ種類のコンピューターで、バンドルを作ってください： make bundle",
        ),
    ),
    "bundle-disk-load": Message(
        ENVIRONMENT,
        (
            "loading takes up to {need} GB at {path} (the engine holds the image twice for a while), but only {free} GB are free.",
            "Free some space there (see what takes it up: docker system df), then run make load again.",
        ),
        (
            "読み込むには {path} に最大 {need} GB の空きが必要です（途中で、エンジンの中のイメージが 2 つ分になるため）。空きは {free} GB です。",
            "空きを増やして（使用量は docker system df で分かります）、もう一度 make load を実行してください。",
        ),
    ),
    "bundle-load-failed": Message(
        ENVIRONMENT,
        ("the engine could not load the image: {reason}", "See what is wrong with the engine: make doctor"),
        ("エンジンがイメージを読み込めませんでした：{reason}", "エンジンの状態を調べてください： make doctor"),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "no-wheels": ("no BASE and no GFX", "BASE と GFX の指定なし"),
    "bundle-room": (
        "  room at {path}: {need} GB needed at most, {free} GB free",
        "  {path} の空き：最大 {need} GB 必要、空き {free} GB",
    ),
    "bundle-saving": (
        "  packing the image: waiting for the engine, {seconds} s so far",
        "  イメージをまとめています：エンジンを待っています（{seconds} 秒）",
    ),
    "bundle-packing": (
        "  packing the image: {done} of about {total} MB, {speed} MB/s",
        "  イメージをまとめています：{done} / 約 {total} MB（毎秒 {speed} MB）",
    ),
    "bundle-verifying": (
        "  verifying: {done} of {total} MB, {speed} MB/s",
        "  確かめています：{done} / {total} MB（毎秒 {speed} MB）",
    ),
    "bundle-loading": (
        "  loading: {done} of {total} MB, {speed} MB/s",
        "  読み込んでいます：{done} / {total} MB（毎秒 {speed} MB）",
    ),
    "bundle-layers": (
        "  loading: the engine writes the layers, {seconds} s so far",
        "  読み込んでいます：エンジンがレイヤーを書いています（{seconds} 秒）",
    ),
    "bundle-unstoppable": (
        "\nThe engine cannot stop in the middle of this: waiting for it, to take the image away again …",
        "\nエンジンはこの処理を途中で止められません。終わるのを待って、入ったイメージを消します…",
    ),
    "bundle-packed": (
        "{path}\n  size:     {size} MB ({unpacked} MB unpacked) in {seconds} s\n  image:    {id}\n  commit:   {commit}\n"
        "  then:     carry the folder there; its README.txt has the three lines to type",
        "{path}\n  サイズ：  {size} MB（展開後 {unpacked} MB、{seconds} 秒）\n  イメージ：{id}\n  コミット：{commit}\n"
        "  次に：    フォルダーを運びます。そこで入力する 3 行は、中の README.txt にあります",
    ),
    "bundle-loaded": (
        "Loaded: {reference}\n  size:     {size} MB in {seconds} s\n  image:    {id}\n  commit:   {commit}",
        "読み込みました：{reference}\n  サイズ：  {size} MB（{seconds} 秒）\n  イメージ：{id}\n  コミット：{commit}",
    ),
    "bundle-here": (
        "The image of this bundle is here already; nothing was changed: {reference}\n"
        "  verified: {size} MB in {seconds} s\n  image:    {id}\n  commit:   {commit}",
        "このバンドルのイメージはもうここにあります。何も変更していません：{reference}\n"
        "  確認：    {size} MB（{seconds} 秒）\n  イメージ：{id}\n  コミット：{commit}",
    ),
    "bundle-replaces": (
        "  {reference} is the name of another build here ({id}); that one will stay, without a name.",
        "  {reference} という名前の、別に作られたイメージ（{id}）がもうあります。そのイメージは、名前を外して残します。",
    ),
    "clean-yours": ("Still here, because it is yours: {what}", "あなたのものは残してあります：{what}"),
    "clean-ask": (
        'Remove that as well? Only "yes" removes it: ',
        "これも消しますか？ yes と入力したときだけ消します： ",
    ),
    "clean-kept": ("Kept.", "残しました。"),
}
