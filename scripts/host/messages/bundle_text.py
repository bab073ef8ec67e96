"""What make bundle and make load say while they work."""

TEXT = {
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
}
