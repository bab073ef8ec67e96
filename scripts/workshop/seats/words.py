"""What is said of seats and of collecting, in both languages."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
    "seats-number-missing": Message(
        USE,
        ("make seats has to be told how many.", "For example: make seats N=10"),
        ("席の数が指定されていません。", "指定してください。例： make seats N=10"),
    ),
    "seats-other": Message(
        USE,
        (
            "seats are open here with {found}; this call asks for {asked}.",
            "Close them first: make seats-down (the learners' work stays; the new seats get new passwords and a new join sheet)",
        ),
        (
            "席はもう {found} で開いていますが、今回の指定は {asked} です。",
            "先に席を閉じてください： make seats-down （受講者のファイルは残ります。新しい席では、パスワードも用紙も新しくなります）",
        ),
    ),
    "seats-busy": Message(
        USE,
        (
            "another make seats or make seats-down is at work in this folder.",
            "Wait until it has ended, then run this again.",
        ),
        (
            "このフォルダーでは、別の make seats か make seats-down が実行中です。",
            "終わるのを待って、もう一度実行してください。",
        ),
    ),
    "seats-moved": Message(
        ENVIRONMENT,
        (
            "this machine no longer has the address {address} on the seats' network: the network was made anew.",
            "Close the seats and open them again: make seats-down (the learners' work stays; there will be a new join sheet)",
        ),
        (
            "席のネットワークが作り直されたため、このコンピューターのアドレス {address} がなくなりました。",
            "席を閉じて、もう一度開いてください： make seats-down （受講者のファイルは残ります。用紙は新しくなります）",
        ),
    ),
    "collect-busy": Message(
        USE,
        ("another make collect is at work in this folder.", "Wait until it has ended, then run this again."),
        (
            "このフォルダーでは、別の make collect が実行中です。",
            "終わるのを待って、もう一度実行してください。",
        ),
    ),
    "seats-none": Message(
        USE,
        ("there are no seats here to collect from: work/seats/ has none.", "Open some with: make seats N=…"),
        (
            "ノートブックを集める席がありません（work/seats/ に席がありません）。",
            "席を用意してください： make seats N=…",
        ),
    ),
    "seats-too-many": Message(
        USE,
        (
            "{seats} seats do not fit into {total} of memory: {fit} do, with {least} each and {kept} kept for the machine itself.",
            "Ask for no more than that, or use a machine with more memory.",
        ),
        (
            "メモリーが {total} なので、{seats} 席は用意できません。1 席に {least}、本体に {kept} を使うとして、{fit} 席までです。",
            "席をその数までにするか、もっとメモリーの多いコンピューターを使ってください。",
        ),
    ),
    "seats-bind": Message(
        USE,
        (
            "BIND={bind} is not an address of this machine.",
            "Name one of these (hostname -I shows them), 0.0.0.0 for all of them, or leave BIND out: then only this machine can sign in.",
        ),
        (
            "BIND={bind} は、このコンピューターのアドレスではありません。",
            "このコンピューターのアドレス（hostname -I で分かります）か、すべてを表す 0.0.0.0 を指定してください。BIND を指定しなければ、このコンピューターからだけサインインできます。",
        ),
    ),
    "seats-port": Message(
        USE,
        ("port {port} on {bind} cannot be used: {reason}.", "Use a free one: make seats N={seats} PORT={free}"),
        (
            "{bind} のポート {port} は使えません：{reason}",
            "空いているポートを指定してください： make seats N={seats} PORT={free}",
        ),
    ),
    "seats-tls-pair": Message(
        USE,
        ("{given} was given without {lacks}.", "TLS needs both: CERT=… KEY=… (or neither)."),
        (
            "{given} だけで、{lacks} の指定がありません。",
            "TLS には両方必要です： CERT=… KEY=… （または、どちらも指定しないでください）",
        ),
    ),
    "seats-tls-unusable": Message(
        USE,
        (
            "CERT={cert} and KEY={key} cannot be used together: {reason}.",
            "Name a certificate (with its chain) and its own key, both in PEM form, the key without a password.",
        ),
        (
            "CERT={cert} と KEY={key} は一緒に使えません：{reason}",
            "PEM 形式の証明書（中間証明書も含む）と、その証明書の、パスワードのない鍵を指定してください。",
        ),
    ),
    "seats-proxy-broken": Message(
        ENVIRONMENT,
        (
            "the hub's proxy, {path}, does not run: {reason}.",
            "It needs Node 20 or newer (node --version shows yours); then install it again: npm ci --prefix scripts/workshop/seats/hub",
        ),
        (
            "ハブのプロキシ {path} が動きません：{reason}",
            "Node 20 以上が必要です（ここの Node は node --version で分かります）。その後、入れ直してください： npm ci --prefix scripts/workshop/seats/hub",
        ),
    ),
    "seats-hub-silent": Message(
        ENVIRONMENT,
        (
            "the seats' hub did not do it: {reason}.",
            "Look into .lab/hub/hub.log; if the hub is down, start it again: make seats N=…",
        ),
        (
            "席のハブで、うまくいきませんでした：{reason}",
            ".lab/hub/hub.log を見てください。ハブが止まっていたら、起動し直してください： make seats N=…",
        ),
    ),
    "seat-unknown": Message(
        USE,
        ("there is no seat {seat} here.", "Name one of seat-01 to {last}: make seats-down SEAT={last}"),
        ("{seat} という席はありません。", "seat-01 から {last} までを指定してください： make seats-down SEAT={last}"),
    ),
    "seat-not-open": Message(
        USE,
        ("{seat} is not open: nobody sits there.", "See who does, by running make seats N=… once more."),
        (
            "{seat} は開いていません。だれも使っていません。",
            "使われている席は、もう一度 make seats N=… を実行すると分かります。",
        ),
    ),
    "seats-network": Message(
        ENVIRONMENT,
        (
            "the seats' network could not be made or removed: {reason}",
            "See what is there with: docker network ls (and put right what the reason names)",
        ),
        (
            "席のネットワークを作れないか、消せませんでした：{reason}",
            "今あるものを確かめて、理由に書かれていることを直してください： docker network ls",
        ),
    ),
    "seats-did-not-start": Message(
        ENVIRONMENT,
        (
            "{what} did not start; the last it said: {log}",
            "Put right what it names, then run the same command again.",
        ),
        (
            "{what} が起動しませんでした。最後の出力：{log}",
            "出力にある原因を直して、同じコマンドをもう一度実行してください。",
        ),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "seats-image": (
        "Building the seats' image: the lab's and JupyterHub …",
        "席のイメージ（ラボと JupyterHub）を作っています…",
    ),
    "step-seat": ("JupyterHub", "JupyterHub"),
    "seats-opening": ("Opening the seats, {seats} in all …", "{seats} 席を用意しています…"),
    "seats-up": ("The seats are open: {first} to {last}.", "席が開きました（{first} から {last} まで）。"),
    "seats-already-up": (
        "The seats are open already; nothing was changed.",
        "席はもう開いています。何も変更していません。",
    ),
    "seats-again": (
        "The hub was down; it is up again. Seats, passwords and the join sheet are the same.",
        "止まっていたハブを起動し直しました。席、パスワード、用紙は同じです。",
    ),
    "seats-port-kept": (
        "They keep their port, {port}: to use another one, run make seats-down first.",
        "ポートは {port} のままです。変えるには、先に make seats-down を実行してください。",
    ),
    "seats-address": ("  address:     {address}", "  アドレス：   {address}"),
    "seats-sheet": (
        "  join sheet:  {sheet}\n               (names and passwords, to print and to cut; nowhere else are they written down)",
        "  用紙：       {sheet}\n               （名前とパスワード。印刷して切り分けてください。ほかには書かれていません）",
    ),
    "seats-share": (
        "  each seat:   {what}, at most {memory} of memory and {cpus} of the CPU's cores",
        "  1 席ごと：   {what}、メモリーは最大 {memory}、CPU は最大 {cpus} コア",
    ),
    "seats-tight": (
        "! Less than {need} a seat: flowlab.check() in lab 06 will run out of memory, and below 1.3 GiB in lab 03, too. Fewer seats get more each.",
        "! 1 席が {need} 未満です。ラボ 06 の flowlab.check() はメモリーが足りなくなります（1.3 GiB 未満なら、ラボ 03 でも）。席を減らすと、1 席の分が増えます。",
    ),
    "seats-on-cpu": ("CPU (no GPU)", "CPU（GPU なし）"),
    "seats-on-card": ("one GPU of {cards} ({gfx})", "GPU 1 台（全部で {cards} 台、{gfx}）"),
    "seats-end": (
        "  it ends:     after {idle} minutes without use, after {longest} in any case (IDLE=, LONGEST=)",
        "  終了：       使わないまま {idle} 分、使っていても {longest} 分（IDLE=、LONGEST=）",
    ),
    "seats-columns": ("seat|GPU|memory|open (min)|unused (min)", "席|GPU|メモリー|開いてから（分）|使わずに（分）"),
    "seats-nobody": ("Nobody sits in any of them just now.", "いま使われている席はありません。"),
    "seat-ended": (
        "{seat} has ended; its learner's work is in {work}/. Whoever signs in there opens it again.",
        "{seat} を終了しました。受講者のファイルは {work}/ にあります。その席でサインインすると、また開きます。",
    ),
    "seats-next": (
        "  then:        make collect      gathers the notebooks and judges each\n"
        "               make seats-down   closes the seats; the learners' work stays in work/seats/",
        "  次に：       make collect      ノートブックを集めて判定します\n"
        "               make seats-down   席を閉じます（受講者のファイルは work/seats/ に残ります）",
    ),
    "seats-service": (
        "  after a restart of this machine the hub starts by itself, once you have typed this:\n"
        "               sudo install -m 644 {unit} {folder}/ && sudo systemctl enable {name}",
        "  次を実行しておくと、このコンピューターを再起動した後、ハブが自動で起動します：\n"
        "               sudo install -m 644 {unit} {folder}/ && sudo systemctl enable {name}",
    ),
    "seats-service-stays": (
        "Its service stays, and does nothing while no seats are open: sudo systemctl disable {name} && sudo rm {path}",
        "サービスは残っていますが、席が開いていない間は何もしません。消すには： sudo systemctl disable {name} && sudo rm {path}",
    ),
    "seats-few-cards": (
        "! Seats: {seats}, GPUs: {cards}. Whoever signs in after the last GPU is taken is refused. OVERFLOW=cpu lets them work on the CPU.",
        "! {seats} 席に対して、GPU は {cards} 台です。最後の GPU が使われた後にサインインした人は断られます。OVERFLOW=cpu を付けると、その人は CPU を使えます。",
    ),
    "seats-overflow-cpu": (
        "! Seats: {seats}, GPUs: {cards}. With OVERFLOW=cpu, whoever signs in after the last GPU is taken works on the CPU, NOT on a GPU.",
        "! {seats} 席に対して、GPU は {cards} 台です。OVERFLOW=cpu なので、最後の GPU が使われた後にサインインした人のラボは、GPU ではなく CPU で動きます。",
    ),
    "seats-closed": (
        "The seats are closed. The learners' work is in {work}/.",
        "席を閉じました。受講者のファイルは {work}/ にあります。",
    ),
    "seats-not-open": ("No seats are open.", "開いている席はありません。"),
    "collect-found": (
        "Notebooks: {notebooks}, from seats: {seats}. Judging them, identical ones once …",
        "{seats} 席から {notebooks} 個のノートブックを集めました。判定しています（同じ内容のものは 1 回だけ）…",
    ),
    "collect-judging": ("  {number}/{all}  {notebook}", "  {number}/{all}  {notebook}"),
    "collect-columns": ("seat|notebook|verdict|reason", "席|ノートブック|判定|理由"),
    "collect-kept": (
        "Copies, collect.json and collect.html: {folder}/",
        "コピー、collect.json、collect.html： {folder}/",
    ),
    "collect-link": ("a link, which is not followed", "リンクなので、開いていません"),
    "collect-untouched": ("as it was put there: nobody has worked in it", "置いたときのままで、だれも編集していません"),
    "collect-none": ("no notebook", "ノートブックがありません"),
    "collect-special": ("not a plain file", "普通のファイルではありません"),
    "collect-large": ("larger than 50 MB", "50 MB を超えています"),
    "collect-unread": ("cannot be read", "読み取れません"),
    "collect-deep": ("more than 20 folders deep", "フォルダーが 20 段より深く、その先は開いていません"),
    "collect-shares-card": (
        "! Seats hold every GPU; this notebook is judged on {card}, beside a learner.",
        "! GPU はすべて席で使用中です。このノートブックは、受講者の使っている {card} で判定します。",
    ),
    "collect-notebook-missing": ("cannot be read", "読み取れません"),
    "collect-notebook-unreadable": ("not a notebook", "ノートブックの形式ではありません"),
    "collect-notebook-folder": ("a folder", "フォルダー"),
    "collect-notebook-encoding": ("not in UTF-8", "UTF-8 ではありません"),
    "collect-notebook-format": ("not in the labs' format", "ラボのノートブックと形式が違います"),
    "collect-notebook-no-lab": ("not a copy of a lab", "ラボのコピーではありません"),
    "collect-no-verdict": (
        "the judge came to no verdict (status {status}: {last})",
        "判定できませんでした（ステータス {status}：{last}）",
    ),
    "collect-unmet": ("BACKEND={backend} was not found", "BACKEND={backend} が見つかりません"),
}

# Printed whatever the reader's language: in a room somebody reads the other one.
NO_TLS = """\
!!! ===================================================================================================
!!!  WARNING: BIND={bind} opens the seats to the network WITHOUT ENCRYPTION.
!!!  Everybody in the room can read the passwords and the notebooks on their way.
!!!  Encrypt it: make seats-down, then make seats N={seats} BIND={bind} CERT=cert.pem KEY=key.pem
!!!
!!!  警告：BIND={bind} により、席が「暗号化なし」でネットワークに公開されます。
!!!  教室のだれもが、通信中のパスワードとノートブックを読み取れます。
!!!  暗号化するには make seats-down の後、make seats N={seats} BIND={bind} CERT=cert.pem KEY=key.pem
!!! ==================================================================================================="""

# What a seat's page says when it does not open: to whom it belongs is not known, so in both languages.
NO_CARD = (
    "Every GPU of this machine is in use (GPUs here: {cards}, one a seat). Ask whoever runs the room; when somebody stops a seat, try again.",
    "このコンピューターの GPU（{cards} 台）は、すべて使用中です（1 席に 1 台）。講師に知らせてください。だれかが席を終了したら、もう一度試してください。",
)
NO_FOLDER = (
    "Your seat's folder is gone ({folder}). Ask whoever runs the room: it may have been moved.",
    "席のフォルダー（{folder}）がありません。移動されたのかもしれません。講師に知らせてください。",
)
DIED = (
    "Your seat ended while it started. Try again; if it happens again, ask whoever runs the room.",
    "席が起動の途中で止まりました。もう一度試してください。また同じことが起きたら、講師に知らせてください。",
)
SLOW_DOWN = (
    "Too many tries. Wait a minute, then type the password from your sheet.",
    "試した回数が多すぎます。1 分ほど待って、用紙のパスワードを入力してください。",
)
