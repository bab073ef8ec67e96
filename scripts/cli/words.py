"""What any verb may say, in both languages: how it was called, and what cannot be written."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
    "setting-misspelt": Message(
        USE,
        ("there is no setting {name}.", "Did you mean {right}? make help VERB=… lists a verb's."),
        (
            "{name} という設定はありません。",
            "もしかして {right} ですか？ コマンドごとの設定は make help VERB=… で表示します。",
        ),
    ),
    "setting-unknown": Message(
        USE,
        ("there is no setting {name}.", "The settings are: {known}."),
        ("{name} という設定はありません。", "使える設定は次のとおりです：{known}"),
    ),
    "setting-not-taken": Message(
        USE,
        ("make {verb} takes no {name}; it takes: {taken}.", "Leave it out. What they mean: make help VERB={verb}"),
        (
            "make {verb} では {name} を指定できません。使える設定：{taken}",
            "外してください。設定の意味は make help VERB={verb} で表示します。",
        ),
    ),
    "verb-unknown": Message(
        USE,
        ("there is no verb {verb}.", "Did you mean {right}? make help lists all of them."),
        ("{verb} というコマンドはありません。", "もしかして {right} ですか？ 一覧は make help で表示します。"),
    ),
    "setting-value": Message(
        USE,
        ("{name} cannot be {value!r}.", "Use one of: {allowed}."),
        ("{name} に {value!r} は使えません。", "次のどれかにしてください：{allowed}"),
    ),
    "setting-conflict": Message(
        USE,
        ("{one} and {other} cannot be combined.", "Leave one of them out."),
        ("{one} と {other} は一緒に使えません。", "どちらか一方の指定を外してください。"),
    ),
    "setting-needs": Message(
        USE,
        ("{name} means something only with {other}.", "Add {other}, or leave it out."),
        ("{name} は、{other} と一緒のときだけ意味があります。", "{other} を加えるか、指定を外してください。"),
    ),
    "not-writable": Message(
        ENVIRONMENT,
        (
            "{path} cannot be written: {reason}.",
            "Make it a folder that you may write to, then run the same command again.",
        ),
        ("{path} に書き込めません：{reason}", "書き込めるフォルダーにして、同じコマンドをもう一度実行してください。"),
    ),
    "disk-full": Message(
        ENVIRONMENT,
        (
            "the disk is full: {reason}.",
            "Make room on that disk (the lab wants about 2 GB), then run the same command again.",
        ),
        (
            "ディスクがいっぱいです：{reason}",
            "そのディスクに空きを作って（ラボには約 2 GB 必要です）、同じコマンドをもう一度実行してください。",
        ),
    ),
    "path-unusable": Message(
        USE,
        (
            "there is a {sign} in the path of this checkout: {what} cannot work there, so nothing was touched.",
            "Move it to a folder without that sign, then run the same command again. The path: {path}",
        ),
        (
            "このチェックアウトのパスに {sign} が入っています。{what} はそこでは動かないので、何も変更していません。",
            "この文字を含まないフォルダーに移して、同じコマンドをもう一度実行してください。今のパス：{path}",
        ),
    ),
    "not-removable": Message(
        ENVIRONMENT,
        (
            "{path} could not be removed: {reason}.",
            "Remove it as the user whose files these are, or as root: sudo rm -rf {path} (then run the same command again)",
        ),
        (
            "{path} を消せませんでした：{reason}",
            "そのファイルの持ち主か root で消してから、同じコマンドをもう一度実行してください： sudo rm -rf {path}",
        ),
    ),
    "internal": Message(
        ENVIRONMENT,
        ("this is a defect in the lab, not in what you did.", "Please report it, with the file {log}"),
        ("ラボの側の不具合です。あなたの操作のせいではありません。", "{log} を添えて報告してください。"),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "help-settings": (
        "\nSettings are typed behind a verb (make lab PORT=9000). Those of a verb: make help VERB=lab",
        "\n設定はコマンドの後に書きます（make lab PORT=9000）。コマンドごとの設定： make help VERB=lab",
    ),
}

# Every setting: its values and its meaning, English and Japanese; scripts/README.md has the same.
SETTINGS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "BACKEND": (
        (
            "`auto` `hip` `cpu` `cuda`",
            "what to run on, and what `make check` must find; anything but `auto` is a demand: nothing else is used instead",
        ),
        (
            "`auto` `hip` `cpu` `cuda`",
            "どこで計算するか。`make check` では、どこで動いていなければならないか。`auto` 以外を書くと、それが使えなくても、ほかのものには切り替えません",
        ),
    ),
    "MODE": (
        (
            "`auto` `container` `native`",
            "`auto`: a container where a Docker Engine answers and gets the image, else natively; with an AMD GPU it stops instead, and says what to do",
        ),
        (
            "`auto` `container` `native`",
            "`auto` は、Docker Engine が応答してイメージを取得できればコンテナー、できなければコンテナーなし。AMD の GPU があるときは、切り替えずに止まり、どうすればよいかを示します",
        ),
    ),
    "GPU": (
        (
            "an index or `all`",
            "which GPU, as `make doctor` numbers them; unset, the container gets the one that fits best (this PyTorch has code for it, not part of the processor, the most memory), and that is said aloud",
        ),
        (
            "番号か `all`",
            "どの GPU を使うか。番号は `make doctor` に出るものです。設定しなければ、コンテナーにはいちばん合うもの（この PyTorch が対応し、プロセッサー内蔵でなく、メモリーの大きいもの）を 1 台渡し、どれかを表示します",
        ),
    ),
    "DEVICES": (
        (
            "`nodes` `cdi`",
            "how the container gets its GPU: by device nodes, or by AMD's name in a CDI specification (`amd-ctk cdi generate`); `nodes` unless set",
        ),
        (
            "`nodes` `cdi`",
            "コンテナーへの GPU の渡し方。デバイスノードで渡すか、CDI の定義（`amd-ctk cdi generate` が作ります）にある AMD の名前で渡すか。設定しなければ `nodes`",
        ),
    ),
    "PYTHON": (
        (
            "a path",
            "run natively with the torch of this interpreter, which is left as it is; unless set, `.venv` gets the CPU build, with `BACKEND=hip` AMD's wheels for this GPU",
        ),
        (
            "パス",
            "コンテナーなしで、この Python に入っている torch を使います（変更はしません）。設定しなければ、`.venv` に CPU 用を（`BACKEND=hip` なら、この GPU 用の AMD の wheel を）入れます",
        ),
    ),
    "PORT": (
        ("1024–65535", "JupyterLab's port; 8888 unless set"),
        ("1024–65535", "JupyterLab のポート。設定しなければ 8888"),
    ),
    "LAB_LANG": (
        ("`ja` `en`", "the language of the start page, of JupyterLab and of messages; from the locale unless set"),
        ("`ja` `en`", "はじめのページ、JupyterLab、メッセージの言語。設定しなければロケールに従います"),
    ),
    "NOTEBOOK": (
        ("a path", "`make check` judges this copy by the lab that it came from"),
        ("パス", "`make check` は、このノートブックを、元のラボの基準で判定します"),
    ),
    "EXERCISE": (
        (
            "`1.1` … `6.3`",
            "with `NOTEBOOK`: judges the copy by this exercise, praises what is right and names what is not",
        ),
        (
            "`1.1` … `6.3`",
            "`NOTEBOOK` と一緒に使います。その練習問題の答えとして判定し、できたところと、まだのところを示します",
        ),
    ),
    "DETAILS": (
        ("`0` `1`", "`1`: `make check` prints every claim with its values, too; the report has them in any case"),
        (
            "`0` `1`",
            "`1` にすると、`make check` は、確かめたことを値と一緒に全部表示します（レポートには、いつもあります）",
        ),
    ),
    "REPORT": (
        (
            "`0` `1`",
            "`1`: `make doctor` also writes one file to attach to a bug report: all it found, without names, tokens or paths of yours",
        ),
        (
            "`0` `1`",
            "`1` にすると、`make doctor` は、不具合の報告に付けるファイルも書きます。調べたことの全部で、あなたの名前、トークン、パスは入りません",
        ),
    ),
    "LAB": (("`01` … `06`", "the lab that `make reset` puts back"), ("`01` … `06`", "`make reset` で元に戻すラボ")),
    "BASE": (
        (
            "`wheels`",
            "AMD's wheels of PyTorch for this machine's GPUs on a bare Python: about 2 GB in place of the image's 20; asks for HIP",
        ),
        (
            "`wheels`",
            "固定してあるイメージ（20 GB）の代わりに、素の Python に、この GPU 用の AMD の wheel（約 2 GB）を入れます。HIP で動かす指定にもなります",
        ),
    ),
    "GFX": (
        ("gfx targets", "with `BASE=wheels`: for which GPUs (`gfx942,gfx1201`), where the image is for other machines"),
        (
            "gfx の名前",
            "`BASE=wheels` と一緒に使います。ほかのコンピューター用のイメージなら、その GPU（`gfx942,gfx1201`）",
        ),
    ),
    "BASE_IMAGE": (
        (
            "an image",
            "build on this base in place of the pinned one; with `BASE=wheels`, the Python to put the wheels on",
        ),
        (
            "イメージ",
            "固定してあるものの代わりに、このベースの上に作ります。`BASE=wheels` なら、wheel を入れる Python のイメージです",
        ),
    ),
    "IMAGE_REGISTRY": (
        (
            "a name",
            "where the lab's image is taken from, if it is there, in place of a build (`ghcr.io/<owner>/<name>`); unset, a release's own, and for all other checkouts none",
        ),
        (
            "名前",
            "ラボのイメージを、作る代わりに取得するところ（`ghcr.io/<owner>/<name>`）。そこになければ作ります。設定しなければ、リリースのチェックアウトではそのリリースのものを探し、ほかのチェックアウトではどこも探しません",
        ),
    ),
    "WHEELHOUSE": (
        (
            "a folder",
            "wheels that the build may use; if all are there, it needs no package index (`BASE=wheels` asks AMD's all the same)",
        ),
        (
            "フォルダー",
            "イメージを作るときに使ってよい wheel。全部そろっていれば、配布元への接続は要りません（`BASE=wheels` では、AMD の配布元には接続します）",
        ),
    ),
    "CA_FILE": (
        ("a file", "certificates that the build trusts, behind a company's proxy; it stays out of the image"),
        ("ファイル", "会社のプロキシなどの証明書。イメージを作るときだけ信頼し、イメージの中には残しません"),
    ),
    "HOST_ROOT": (
        ("a folder", "look for the kernel, devices and AMD GPUs under this root; for tests"),
        ("フォルダー", "カーネル、デバイス、AMD の GPU の情報をこのフォルダーの下で探します（テスト用）"),
    ),
    "RECORD": (
        ("a file", "the `record.json` that `make verify` checks"),
        ("ファイル", "`make verify` で確かめる `record.json`"),
    ),
    "BUNDLE": (
        ("a folder", "the bundle that `make load` loads, and that `make fleet` copies to the machines"),
        ("フォルダー", "`make load` で読み込むバンドル。`make fleet` では、各コンピューターにコピーするバンドル"),
    ),
    "HOSTS": (
        ("a file", "the list of machines of `make fleet`: an inventory of Ansible's"),
        ("ファイル", "`make fleet` で使うコンピューターの一覧（Ansible のインベントリー）"),
    ),
    "CHECK": (
        ("`0` `1`", "`1`: `make fleet` only shows what it would do"),
        ("`0` `1`", "`1` にすると、`make fleet` は何をするかを表示するだけです"),
    ),
    "N": (("1–99", "how many seats `make seats` opens"), ("1–99", "`make seats` で用意する席の数")),
    "BIND": (
        ("an address", "where the seats are reached; 127.0.0.1 unless set"),
        ("アドレス", "席を使う人がつなぐアドレス。設定しなければ 127.0.0.1"),
    ),
    "CERT": (
        ("files", "certificate and private key with which the seats are served"),
        ("ファイル", "席への通信を暗号化する証明書と秘密鍵"),
    ),
    "KEY": (
        ("files", "certificate and private key with which the seats are served"),
        ("ファイル", "席への通信を暗号化する証明書と秘密鍵"),
    ),
    "OVERFLOW": (
        ("`refuse` `cpu`", "what becomes of a seat beyond the last GPU: refused unless set"),
        ("`refuse` `cpu`", "GPU の数を超えた席をどうするか。設定しなければ断ります"),
    ),
    "IDLE": (
        ("minutes", "a seat ends that no browser has used for so long; 60 unless set"),
        ("分", "この時間、ブラウザーから使われなかった席を終了します。設定しなければ 60"),
    ),
    "LONGEST": (
        ("minutes", "a seat ends in any case after so long, and can be opened again; 480 unless set"),
        ("分", "使っていても、この時間で席を終了します（また開けます）。設定しなければ 480"),
    ),
    "SEAT": (
        ("`seat-01` …", "with `make seats-down`: ends this seat alone"),
        ("`seat-01` など", "`make seats-down` で、この席だけを終了します"),
    ),
    "T": (
        ("paths, pytest's words", '`make test` runs these: `T=tests/unit/judge/test_oracle.py`, `T="-k lease"`'),
        (
            "パス、pytest の引数",
            '`make test` は、これだけを実行します：`T=tests/unit/judge/test_oracle.py`、`T="-k lease"`',
        ),
    ),
    "ALL": (
        ("`0` `1`", "`1`: `make test` runs all tests, those that need an engine or a browser, too, and skips none"),
        (
            "`0` `1`",
            "`1` にすると、`make test` は、エンジンやブラウザーが必要なテストも含めて、全部を実行します。飛ばすテストはありません",
        ),
    ),
    "PYTHON3": (
        ("a command", "the interpreter that runs the verbs, `python3` unless set; only after `make`"),
        ("コマンド", "`make` のコマンドを動かす Python。設定しなければ `python3`。`make` の後にだけ書けます"),
    ),
    "VERB": (
        ("a verb", "`make help` lists the settings of this verb"),
        ("コマンド", "`make help` で、このコマンドで使える設定を表示します"),
    ),
}
