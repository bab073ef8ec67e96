"""Seats: the hub, its proxy, and the notebooks that are gathered from them."""

from host.messages.form import ENVIRONMENT, USE, Message

ERRORS = {
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
            "It needs Node 20 or newer (node --version shows yours); then install it again: npm ci --prefix scripts/hub",
        ),
        (
            "ハブのプロキシ {path} が動きません：{reason}",
            "Node 20 以上が必要です（ここの Node は node --version で分かります）。その後、入れ直してください： npm ci --prefix scripts/hub",
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
