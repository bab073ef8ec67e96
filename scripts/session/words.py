"""What is said of labs, notebooks, checks and records, in both languages."""

from cli.speech import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS: dict[str, Message] = {
    "notebook-missing": Message(
        USE,
        ("there is no file {path}.", "Look in work/ for your copies, or make them with: make lab"),
        (
            "{path} というファイルがありません。",
            "自分のノートブックは work/ にあります。なければ make lab で作れます。",
        ),
    ),
    "notebook-folder": Message(
        USE,
        ("{path} is a folder.", "Name one notebook in it: NOTEBOOK={path}/….ipynb"),
        ("{path} はフォルダーです。", "その中のノートブックを 1 つ指定してください： NOTEBOOK={path}/….ipynb"),
    ),
    "notebook-encoding": Message(
        USE,
        (
            "{path} begins with a byte order mark, or is in UTF-16; JupyterLab refuses it, too.",
            "Save it as UTF-8 without a byte order mark, as JupyterLab itself does.",
        ),
        (
            "{path} は BOM 付きか UTF-16 で保存されています。JupyterLab でも開けません。",
            "JupyterLab が保存するときと同じ、BOM なしの UTF-8 で保存し直してください。",
        ),
    ),
    "notebook-format": Message(
        USE,
        (
            "{path} is in another format than the labs are: {found}.",
            "Open it in JupyterLab and save it there, or begin with a fresh copy from labs/.",
        ),
        (
            "{path} の形式は、ラボのノートブックと違います：{found}",
            "JupyterLab で開いて保存し直すか、labs/ の新しいコピーから始めてください。",
        ),
    ),
    "notebook-unreadable": Message(
        USE,
        ("{path} is not a notebook: {reason}.", "Name an .ipynb file that JupyterLab can open."),
        ("{path} はノートブックではありません：{reason}", "JupyterLab で開ける .ipynb ファイルを指定してください。"),
    ),
    "notebook-no-lab": Message(
        USE,
        (
            "{path} does not say from which lab it comes.",
            "Name a copy of a lab: one in work/, or one made from labs/*.ipynb.",
        ),
        (
            "{path} がどのラボのものか分かりません。",
            "work/ のノートブックか、labs/*.ipynb のコピーを指定してください。",
        ),
    ),
    "exercise-alone": Message(
        USE,
        (
            "EXERCISE={exercise} needs a notebook to judge.",
            "Name your copy: make check NOTEBOOK=work/… EXERCISE={exercise}",
        ),
        (
            "EXERCISE={exercise} には、判定するノートブックの指定が必要です。",
            "自分のノートブックを指定してください： make check NOTEBOOK=work/… EXERCISE={exercise}",
        ),
    ),
    "exercise-unknown": Message(
        USE,
        ("there is no exercise {exercise!r} in {lab}.", "Use one of: {known}."),
        ("{lab} に {exercise!r} という練習問題はありません。", "次のどれかにしてください：{known}"),
    ),
    "lab-unknown": Message(
        USE,
        ("there is no lab {lab!r}.", "Use the number of one: {known}."),
        ("{lab!r} というラボはありません。", "次の番号のどれかにしてください：{known}"),
    ),
    "not-running": Message(
        USE,
        ("the lab is not running.", "Start it with: make lab"),
        ("ラボは動いていません。", "起動してください： make lab"),
    ),
    "backend-not-found": Message(
        NOT_FOUND,
        (
            "BACKEND={backend} was asked for, but {reason}.",
            "Name a Python whose PyTorch supports it: make lab BACKEND={backend} PYTHON=… (or use BACKEND=auto)",
        ),
        (
            "BACKEND={backend} と指定されましたが、{reason}。",
            "対応する PyTorch の入った Python を指定してください： make lab BACKEND={backend} PYTHON=… "
            "（または BACKEND=auto）",
        ),
    ),
    "lab-busy": Message(
        ENVIRONMENT,
        ("another make lab is just starting the lab here.", "Wait until it is ready; then: make url"),
        (
            "別の make lab が、ここでラボを起動しているところです。",
            "準備ができるまで待ってから、アドレスを表示してください： make url",
        ),
    ),
    "lab-did-not-start": Message(
        ENVIRONMENT,
        (
            "JupyterLab did not answer within {seconds} s.",
            "Read the end of {log}, fix the cause, then try again: make lab",
        ),
        (
            "JupyterLab が {seconds} 秒たっても応答しません。",
            "{log} の最後のほうを読んで原因を直し、もう一度実行してください： make lab",
        ),
    ),
    "ci-only": Message(
        USE,
        (
            "this script is for a workflow's job: it would throw away records that are yours.",
            "To end the lab: make stop. To remove what the lab made: make clean",
        ),
        (
            "これはワークフローのジョブのためのスクリプトです。ここで動かすと、あなたの記録を消してしまいます。",
            "ラボを終了するには make stop、ラボが作ったものを消すには make clean を使ってください。",
        ),
    ),
    "gpu-not-seen": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), but PyTorch ({layer}) sees none of it, so the lab does not run.",
            "See why with: make doctor (or do without the GPU: BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、PyTorch（{layer}）からは見えません。ラボは動かしません。",
            "原因を調べてください： make doctor （GPU を使わないなら BACKEND=cpu）",
        ),
    ),
    "lab-on-other": Message(
        NOT_FOUND,
        (
            "BACKEND={backend} was asked for, but the lab that is already up runs on something else ({what}).",
            "End it first: make stop",
        ),
        (
            "BACKEND={backend} と指定されましたが、起動済みのラボは別のもので動いています（{what}）。",
            "先にラボを終了してください： make stop",
        ),
    ),
    "device-missing": Message(
        ENVIRONMENT,
        ("a device could not be given to the container: {reason}", "See which one is missing with: make doctor"),
        ("コンテナーにデバイスを渡せませんでした：{reason}", "足りないデバイスを調べてください： make doctor"),
    ),
    "container-torch": Message(
        ENVIRONMENT,
        ("PyTorch cannot be imported in the container: {reason}", "Build the image again: make image"),
        ("コンテナーの中で PyTorch を import できません：{reason}", "イメージを作り直してください： make image"),
    ),
    "container-failed": Message(
        ENVIRONMENT,
        ("the container could not be run: {reason}", "See what is missing on this machine with: make doctor"),
        ("コンテナーを動かせませんでした：{reason}", "足りないものを調べてください： make doctor"),
    ),
    "venv-not-ours": Message(
        ENVIRONMENT,
        (
            "{folder} exists and was not made by the lab, so it is left alone.",
            "Move it away: mv .venv my-venv (or use the torch in it: make lab PYTHON=.venv/bin/python)",
        ),
        (
            "{folder} がありますが、ラボが作ったものではないので、変更していません。",
            "別の名前に変えてください： mv .venv my-venv （または、その中の torch を使います： make lab PYTHON=.venv/bin/python）",
        ),
    ),
    "torch-replaced": Message(
        ENVIRONMENT,
        (
            "in {folder} there is {found} in place of torch {locked}, which the lab had put there.",
            "Have it made anew: rm -r .venv, then the same command (or run on that torch: make lab PYTHON=.venv/bin/python)",
        ),
        (
            "{folder} にラボが入れた torch {locked} が、入れ替わっています（今は {found}）。",
            "rm -r .venv のあとで同じコマンドを実行すると、作り直します（今の torch で動かすなら： make lab PYTHON=.venv/bin/python）",
        ),
    ),
    "no-network": Message(
        ENVIRONMENT,
        (
            "the packages could not be fetched: no package index answered (log: {log}).",
            "Check the network and the proxy, or set PIP_FIND_LINKS to a folder with the wheels; then run it again.",
        ),
        (
            "パッケージを取得できませんでした。配布元が応答しません（ログ：{log}）。",
            "ネットワークやプロキシを確かめるか、wheel の入ったフォルダーを PIP_FIND_LINKS に指定して、もう一度実行してください。",
        ),
    ),
    "hash-mismatch": Message(
        ENVIRONMENT,
        (
            "a package is not the one in the lock file: its hash differs (log: {log}).",
            "Do not use it. Empty pip's cache (pip cache purge), check the proxy and PIP_FIND_LINKS, and run it again.",
        ),
        (
            "パッケージの中身が、記録してあるものと違います（ハッシュが一致しません。ログ：{log}）。",
            "このパッケージは使わないでください。pip cache purge でキャッシュを消し、プロキシと PIP_FIND_LINKS を確かめて、もう一度実行してください。",
        ),
    ),
    "setup-failed": Message(
        ENVIRONMENT,
        ("the set-up failed: {reason}.", "Read {log}, fix the cause, and run it again: it starts from the beginning."),
        (
            "準備が途中で止まりました：{reason}",
            "{log} を読んで原因を直し、もう一度実行してください。最初からやり直します。",
        ),
    ),
    "record-not-named": Message(
        USE,
        ("no record is named.", "Name one, for example: make verify RECORD=runs/<time>/record.json"),
        ("記録が指定されていません。", "指定してください。例： make verify RECORD=runs/<時刻>/record.json"),
    ),
    "record-missing": Message(
        USE,
        ("there is no record {path}.", "Name a record.json, or the folder of runs/ that holds it."),
        (
            "{path} という記録がありません。",
            "record.json か、それが入っている runs/ のフォルダーを指定してください。",
        ),
    ),
    "record-unreadable": Message(
        USE,
        ("{path} cannot be read as a record: {reason}.", "Ask for the record.json that make check wrote, unchanged."),
        (
            "{path} は記録として読めません：{reason}",
            "make check が書いた record.json を、そのまま送ってもらってください。",
        ),
    ),
    "record-invalid": Message(
        USE,
        (
            "{path} has not the form of a record: {reason}.",
            "Ask for the record.json that make check wrote, unchanged; an older one: verify it by its own commit.",
        ),
        (
            "{path} は記録の形式になっていません：{reason}",
            "make check が書いた record.json を、そのまま送ってもらってください。古い記録は、その記録のコミットで確かめてください。",
        ),
    ),
    "record-judge-failed": Message(
        ENVIRONMENT,
        ("the judge did not come to an end over {path}: {reason}.", "Run it again; if it stays so, do not believe it."),
        (
            "{path} の判定が最後まで終わりませんでした：{reason}",
            "もう一度実行してください。それでも同じなら、この記録を信じないでください。",
        ),
    ),
    "python-unusable": Message(
        USE,
        ("PYTHON={python} cannot be used: {reason}.", "Name a Python, 3.11 or newer, that can import torch."),
        ("PYTHON={python} は使えません：{reason}", "torch を import できる、3.11 以上の Python を指定してください。"),
    ),
    "amd-gpu-needs-rocm": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), and without a container that takes PyTorch for ROCm, "
            "so nothing was installed.",
            "Have it fetched, about 2 GB: make {verb} MODE=native BACKEND=hip (or use a Python that has it: "
            "PYTHON=/opt/venv/bin/python; or do without the GPU: BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）があり、コンテナーなしで使うには ROCm 用の PyTorch が必要です。"
            "何もインストールしていません。",
            "約 2 GB をダウンロードして入れるには： make {verb} MODE=native BACKEND=hip "
            "（ROCm 用の PyTorch があるなら PYTHON=/opt/venv/bin/python、GPU を使わないなら BACKEND=cpu）",
        ),
    ),
    "no-venv": Message(
        ENVIRONMENT,
        (
            "this Python cannot make a virtual environment: {reason}.",
            "On Debian and Ubuntu: sudo apt install python3-venv",
        ),
        (
            "この Python では仮想環境を作れません：{reason}",
            "Debian や Ubuntu なら： sudo apt install python3-venv",
        ),
    ),
    "lab-not-named": Message(
        USE,
        ("make reset has to be told which lab.", "Name it, for example: make reset LAB=01"),
        ("どのラボを元に戻すのか、指定されていません。", "番号を指定してください。例： make reset LAB=01"),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "setup-venv": ("Setting up, once: a virtual environment …", "最初の準備です：仮想環境を作っています…"),
    "setup-torch": ("  PyTorch for the CPU (about 190 MB) …", "  CPU 用の PyTorch を入れています（約 190 MB）…"),
    "setup-packages": ("  JupyterLab and the other packages …", "  JupyterLab などを入れています…"),
    "setup-dev": ("  what tests and lint need …", "  テストと lint に必要なものを入れています…"),
    "setup-organizer": ("  Ansible and JupyterHub …", "  Ansible と JupyterHub を入れています…"),
    "setup-done": ("  done in {seconds} s.", "  {seconds} 秒で準備できました。"),
    "no-torch": ("no torch", "torch なし"),
    "image-building": (
        "Building the lab's image on {base} …",
        "ラボのイメージを作っています（ベース：{base}）…",
    ),
    "starting": ("Starting JupyterLab …", "JupyterLab を起動しています…"),
    "up": ("The lab is ready.", "ラボの準備ができました。"),
    "on-cpu-no-gpu": ("CPU: no AMD GPU found", "CPU（AMD の GPU が見つかりません）"),
    "on-cpu-asked": ("CPU: BACKEND=cpu asks for it", "CPU（BACKEND=cpu と指定されています）"),
    "on-gpu": ("{layer} on {arch}, {name}", "{layer}、{arch}、{name}"),
    "reason-cpu-build": ("the lab's own PyTorch is for the CPU only", "ラボが自分で入れる PyTorch は CPU 用だけです"),
    "reason-torch": ("this PyTorch offers only {what}", "この PyTorch で使えるのは {what} だけです"),
    "env-written": (
        "Written to .env. To start the lab by hand: docker compose up",
        ".env に書きました。手動で動かすには： docker compose up",
    ),
    "way-back": ("Start page", "はじめのページ"),  # in JupyterLab's top bar
    "already-up": ("The lab is already up.", "ラボはもう動いています。"),
    "other-port": (
        "It keeps its port, {port}: to use another one, run make stop first.",
        "ポートは {port} のままです。変えるには、先に make stop を実行してください。",
    ),
    "runs-on": ("  runs on:  {what}", "  計算：    {what}"),
    "next": (
        "  then:     run the cells from top to bottom (Shift + Enter). Your copies are in work/.\n"
        "            {check}   finds out whether the step really happened\n"
        "            {stop}   ends the lab",
        "  次に：    セルを上から順に実行します（Shift + Enter）。ノートブックは work/ にあります。\n"
        "            {check}   ステップが本当に実行されたかを調べます\n"
        "            {stop}   ラボを終了します",
    ),
    "reset": (
        "{name} is fresh again; yours is kept as {kept}.",
        "{name} を元に戻しました。今までのノートブックは {kept} として残してあります。",
    ),
    "reset-new": ("{name} is there again.", "{name} を新しく置きました。"),
    "removed": ("removed {what}", "{what} を消しました"),
    "given-back": ("{count} files now belong to {owner}", "{count} 個のファイルの持ち主を {owner} にしました"),
    "address": ("  open:     {url}", "  開く：    {url}"),
    "stopped": (
        "The lab is stopped. Your notebooks are in work/.",
        "ラボを終了しました。ノートブックは work/ にあります。",
    ),
    # of a CI job's summary
    "ci-title": ("See training flow in ROCm", "ROCm で学習の流れを見る"),
    "ci-none": (
        "**HIP NOT PROVED: there is no record. The check did not come to a verdict; the steps above say why.**",
        "**HIP NOT PROVED：記録がありません。判定まで進みませんでした。理由は、上のステップに出ています。**",
    ),
    "ci-verdict": ("{pass_} labs {labs} · {proof} HIP {hip}", "{pass_} ラボ {labs} · {proof} HIP {hip}"),
    "ci-ran-on": ("Ran on: {what}. Asked for: {asked}.", "計算した場所：{what}。指定：{asked}。"),
    "ci-unmet": ("Condition {number} is not met: {found}", "条件 {number} が満たされていません：{found}"),
    "ci-conditions": (
        "| | condition | met in | what was found |",
        "| | 条件 | 満たしたノートブック | 分かったこと |",
    ),
    "ci-labs": (
        "| | notebook | language | claims | seconds | first claim that does not hold |",
        "| | ノートブック | 言語 | 成り立ったこと | 秒 | 成り立たない最初のもの |",
    ),
    "ci-machine": ("Machine: {machine}", "コンピューター：{machine}"),
}
