"""What is said to a contributor, in both languages."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
    "audit-expired": Message(
        USE,
        (
            "{file}: {id} was allowed until {until} ({reason}), and that day is over.",
            "Look again: update the package (make lock), or write a new day and why.",
        ),
        (
            "{file}：{id} を許容する期限（{until}）が過ぎました。許容した理由：{reason}",
            "見直してください。パッケージを新しくする（make lock）か、新しい期限と理由を書きます。",
        ),
    ),
    "audit-list": Message(
        USE,
        (
            "{file} is not as it should be: {problem}.",
            'Each is [[allowed]] with id = "…", reason = "…" and until = 2027-01-31, and nothing else.',
        ),
        (
            "{file}：項目の書き方が正しくありません：{problem}",
            '[[allowed]] の下に id = "…"、reason = "…"、until = 2027-01-31 の 3 つだけを書いてください。',
        ),
    ),
    "audit-not-asked": Message(
        ENVIRONMENT,
        (
            "NOT AUDITED: OSV, which knows the vulnerabilities, could not be asked ({reason}).",
            "Run it again where https://api.osv.dev can be reached.",
        ),
        (
            "NOT AUDITED：脆弱性の情報を持つ OSV に、問い合わせることができませんでした（{reason}）。",
            "https://api.osv.dev につながるところで、もう一度実行してください。",
        ),
    ),
    "bench-hyperfine": Message(
        ENVIRONMENT,
        ("hyperfine, which times the commands, is not installed.", "Install it: sudo apt install hyperfine"),
        (
            "時間を測る hyperfine がインストールされていません。",
            "インストールしてください： sudo apt install hyperfine",
        ),
    ),
    "bench-lab-up": Message(
        ENVIRONMENT,
        ("the lab is running, and would be measured along with the rest.", "End it first: make stop"),
        ("ラボが動いているので、正しく測れません。", "先に終了してください： make stop"),
    ),
    "bench-seats-open": Message(
        USE,
        (
            "{folder} is there: seats are open, or were, and this measurement takes away what its own learners leave.",
            "Close them (make seats-down), and put the folder elsewhere.",
        ),
        (
            "{folder} があります。席が開いているか、開いていました。この測定は、測定用の受講者が残すファイルを最後に消します。",
            "席を閉じて（make seats-down）、このフォルダーを別の場所に移してください。",
        ),
    ),
    "cell-unnamed": Message(
        USE,
        (
            "{source}: a cell has no name of its own: {cell}",
            "Name it after its %%: a small letter first, then small letters, digits and hyphens.",
        ),
        (
            "{source}：名前のないセルがあります：{cell}",
            "%% の後に名前を書いてください。小文字で始め、小文字・数字・ハイフンを使います。",
        ),
    ),
    "cells-doubled": Message(
        USE,
        ("{source}: two cells are named {names}.", "Give each a name of its own, after its %%."),
        (
            "{source}：同じ名前のセルが 2 つあります：{names}",
            "%% の後の名前を、セルごとに別のものにしてください。",
        ),
    ),
    "pages-no-check": Message(
        USE,
        (
            "there is no check of all labs in runs/ whose notebooks could be shown.",
            "Make one, without NOTEBOOK: make check",
        ),
        (
            "ページにできる判定（すべてのラボのもの）が runs/ にありません。",
            "NOTEBOOK を付けずに実行してください： make check",
        ),
    ),
}

TEXT = {
    "audit-asked": (
        "asked OSV about {packages} packages of docker/*.lock and torch; {passed} advisories are allowed for a while",
        "docker/*.lock と torch の {packages} 個のパッケージについて、OSV に問い合わせました。期限つきで許容している脆弱性：{passed} 件",
    ),
    "audit-found": (
        "✗ {name} {version}: {ids} (fixed in: {fixed})",
        "✗ {name} {version}：{ids}（修正された版：{fixed}）",
    ),
    "bench-no-image": (
        "No engine with the lab's image (make image): containers are left out.",
        "ラボのイメージ（make image）のあるエンジンがないので、コンテナーは測りません。",
    ),
    "bench-no-proxy": (
        "No proxy (npm ci --prefix scripts/workshop/seats/hub), or seats are open: seats are left out.",
        "プロキシ（npm ci --prefix scripts/workshop/seats/hub）がないか、席が開いているので、席は測りません。",
    ),
    "not-linted": (
        "NOT LINTED: no {missing} for this machine; the workflows are unchecked.",
        "NOT LINTED：このコンピューターには {missing} がないので、ワークフローは調べていません。",
    ),
    "notebook-differs": (
        "{name}: not what its source makes; run: make notebooks",
        "{name}：元のファイルと合いません。make notebooks を実行してください。",
    ),
    "notebook-written": ("wrote {name}", "{name} を書きました"),
    "pages-older": (
        "These have changed since the check, and the pages show them as they were: {names}. For newer pages: make check",
        "判定した後で変わったノートブックがあります：{names}。ページの内容は、変わる前のものです。新しくするには、先に make check を実行してください。",
    ),
    "pages-written": (
        "wrote {folder}/ from the check {check}: open {folder}/{en} in a browser (Japanese: {ja})",
        "判定 {check} から {folder}/ を作りました。ブラウザーで {folder}/{ja} を開いてください（英語は {en}）。",
    ),
    "sbom-without": (
        "Not in it: what lies inside the base images, AMD's device packages (no pin holds them; every record names those that "
        "came), Debian's and Ubuntu's packages, and the hub's proxy (package-lock.json).",
        "入っていないもの：ベースのイメージの中身、AMD の GPU 別のパッケージ（固定できないため。届いたものは、すべての記録に残ります）、"
        "Debian と Ubuntu のパッケージ、ハブのプロキシ（package-lock.json にあります）。",
    ),
    "sbom-written": ("wrote {folder}/: {names} (.cdx.json)", "{folder}/ に書きました：{names}（.cdx.json）"),
    # on the pages themselves
    "page-this-language": ("English", "日本語"),
    "page-intro": (
        "One training step of a tiny model, number by number; then what training costs, when it really learns, and what "
        "runs inside. Each page is a lab just as it ran: the text, the code, and what the code showed.",
        "小さなモデルの学習の 1 ステップを、数を 1 つずつ追って見ます。そのあとで、学習にはどれだけの計算が必要か、どうすれば本当に"
        "かしこくなるか、中で何が動いているかを調べます。どのページも、ラボを実際に動かしたときのままです。文章とコードと、"
        "コードが表示したものが並んでいます。",
    ),
    "page-nothing-needed": (
        "To read them you need no GPU, and there is nothing to install.",
        "読むだけなら、GPU もインストールもいりません。",
    ),
    "page-labs": ("The labs, in this order", "ラボは、この順に読みます"),
    "page-ran": ("On what these pages ran", "このページの内容を動かした環境"),
    "page-ran-rule": (
        "A check ran every lab, and computed each of its numbers once more by itself. Times, and what PyTorch ran "
        "inside, are those of this one machine; on another one they differ.",
        "すべてのラボを動かし、どの数も、ラボとは別に計算し直して確かめました（判定といいます）。かかった時間や、PyTorch の中で"
        "動いたものは、このコンピューターでの結果です。ほかのコンピューターでは変わります。",
    ),
    "page-when": ("Ran", "動かした日時"),
    "page-yourself": ("To run it yourself", "自分で動かすには"),
    "page-make-lab": ("# a ready JupyterLab with these labs", "# JupyterLab で、このラボを開きます"),
    "page-make-check": ("# the same check, on your machine", "# あなたのコンピューターで、同じ判定をします"),
    "page-contents": ("On this page", "このページの内容"),
    "page-as-it-ran": (
        "This is the lab as it ran on {date} ({on}).",
        "{date} に動かしたときの、このラボの内容です（{on}）。",
    ),
    "page-keys": (
        "Shift + Enter is for those who run it themselves; here everything has run already.",
        "Shift + Enter は、自分で動かす人のための説明です。このページでは、もう全部動かしてあります。",
    ),
    "page-on-cpu": ("on the CPU", "CPU で計算"),
    "page-on-hip": ("on an AMD GPU, through HIP", "AMD の GPU で、HIP を通して計算"),
    "page-on-cuda": ("on CUDA", "CUDA で計算"),
    "page-on-unknown": ("on what is not proved", "どこで計算したかは証明されていません"),
    "page-failed": (
        "In this check, this lab did not do all that it says.",
        "この判定では、このラボは書かれているとおりには動きませんでした。",
    ),
    "page-output": ("Output", "出力"),
    "page-error": ("Error", "エラー"),
    "page-pager": ("Next and back", "前後のページ"),
    "page-back": ("Back", "前へ"),
    "page-next": ("Next", "次へ"),
    "page-begin": ("Begin", "読みはじめる"),
    "page-start": ("Start page", "はじめのページ"),
}
