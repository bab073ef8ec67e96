"""What can go wrong with the scripts that workflows run."""

from host.messages.form import USE, Message

ERRORS = {
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
}
