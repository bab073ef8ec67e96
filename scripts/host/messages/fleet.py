"""A fleet of machines: what stops `make fleet` before it touches one."""

from host.messages.form import ENVIRONMENT, USE, Message

ERRORS = {
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
