"""What `make seats`, `make seats-down` and `make collect` say, in both languages."""

SEATS = {
    "seats-image": ("Building the seats' image: the lab's and JupyterHub …", "席のイメージ（ラボ ＋ JupyterHub）を作っています…"),
    "step-seat": ("JupyterHub", "JupyterHub"),
    "seats-opening": ("Opening {seats} seats …", "{seats} 席を用意しています…"),
    "seats-up": ("The seats are open: {first} to {last}.", "席の準備ができました（{first} から {last} まで）。"),
    "seats-already-up": ("The seats are open already; nothing was changed.", "席はもう開いています。何も変更していません。"),
    "seats-again": ("The hub was down; it is up again. Seats, passwords and the join sheet are the same.", "止まっていたハブを起動し直しました。席、パスワード、用紙は同じです。"),
    "seats-port-kept": ("They keep their port, {port}: to use another one, run make seats-down first.", "ポートは {port} のままです。変えるには、先に make seats-down を実行してください。"),
    "seats-address": ("  address:     {address}", "  アドレス：   {address}"),
    "seats-sheet": ("  join sheet:  {sheet}\n               (names and passwords, to print and to cut; nowhere else are they written down)", "  用紙：       {sheet}\n               （名前とパスワード。印刷して切り分けてください。ほかには書かれていません）"),
    "seats-share": ("  each seat:   {what}, at most {memory} of memory and {cpus} CPU cores", "  1 席ごと：   {what}、メモリーは最大 {memory}、CPU は最大 {cpus} コア"),
    "seats-on-cpu": ("CPU (no GPU)", "CPU（GPU なし）"),
    "seats-on-card": ("one GPU of {cards} ({gfx})", "GPU 1 台（全部で {cards} 台、{gfx}）"),
    "seats-next": (
        "  then:        make collect      gathers the notebooks and judges each\n"
        "               make seats-down   closes the seats; the learners' work stays in work/seats/",
        "  次に：       make collect      ノートブックを集めて判定します\n"
        "               make seats-down   席を閉じます（受講者のファイルは work/seats/ に残ります）",
    ),
    "seats-few-cards": (
        "! {seats} seats, {cards} GPUs: whoever signs in after the last GPU is taken is refused. OVERFLOW=cpu lets them work on the CPU.",
        "! {seats} 席に対して GPU は {cards} 台です。GPU がなくなった後にサインインした人は使えません。OVERFLOW=cpu を付けると、その人は CPU で動きます。",
    ),
    "seats-overflow-cpu": (
        "! {seats} seats, {cards} GPUs: OVERFLOW=cpu, so whoever signs in after the last GPU is taken works on the CPU, NOT on a GPU.",
        "! {seats} 席に対して GPU は {cards} 台です。OVERFLOW=cpu なので、GPU がなくなった後にサインインした人は GPU ではなく CPU で動きます。",
    ),
    "seats-closed": ("The seats are closed. The learners' work is in {work}/.", "席を閉じました。受講者のファイルは {work}/ にあります。"),
    "seats-not-open": ("No seats are open.", "開いている席はありません。"),
}  # fmt: skip

# Printed whatever the reader's language: in a room somebody reads the other one.
NO_TLS = """\
!!! ===================================================================================================
!!!  WARNING: BIND={bind} opens the seats to the network WITHOUT ENCRYPTION.
!!!  Everybody in the room can read the passwords and the notebooks on their way.
!!!  Encrypt it: make seats-down, then make seats N={seats} BIND={bind} CERT=cert.pem KEY=key.pem
!!!
!!!  警告：BIND={bind} により、席が「暗号化なし」でネットワークに公開されます。
!!!  同じネットワークの人は、通信中のパスワードとノートブックを読み取れます。
!!!  暗号化するには make seats-down の後、make seats N={seats} BIND={bind} CERT=cert.pem KEY=key.pem
!!! ==================================================================================================="""
