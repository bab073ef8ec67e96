# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lab:
#     observed: self
# ---

# %% parameters tags=["parameters"]
backend = "auto"

# %% title [markdown] lang="en"
# # 05 · Under the hood
#
# One line, `loss.backward()`, and gradients appear. What really runs? PyTorch has a **profiler** that records every
# operation. You watch it over one inference and over the training step of lab 01. To read and run it takes about 15
# minutes; run the cells from top to bottom with **Shift + Enter**.
#
# **Look for three things:**
#
# 1. how many more operations training needs, and in which phase;
# 2. the way that `backward` walks, drawn as a picture;
# 3. whether you are looking at a CPU's operators or at a GPU's kernels: the lab says which.

# %% title [markdown] lang="ja"
# # 05 · 中で起きていること
#
# `loss.backward()` と 1 行書くだけで、勾配が現れます。中では、本当は何が動いているのでしょうか。PyTorch には、
# 実行した操作をすべて記録する**プロファイラー**があります。これを使って、推論 1 回と、ラボ 01 の学習の 1 ステップを
# 見ます。読みながら実行して、約 15 分です。上から順に **Shift + Enter** で実行してください。
#
# **次の 3 つを探しましょう。**
#
# 1. 学習では、操作がいくつ増えるか。どの段階で増えるか。
# 2. `backward` がたどる道の図。
# 3. 見ているのは CPU の演算子か、GPU のカーネルか。どちらなのかは、ラボが表示します。

# %% imports
import torch
from torch import nn

import flowlab
from flowlab import hood

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% two-kinds [markdown] lang="en"
# ## Operators and kernels
#
# - An **operator** is one operation that PyTorch runs: these are the operations of lab 03. `aten::addmm`, for one,
#   computes a matrix product and adds. (ATen is PyTorch's library of operators.) Every device has them. On a CPU, the
#   operator itself does the arithmetic.
# - A **kernel** is a program that an operator starts on a GPU. On ROCm, many kernels are PyTorch's own; others come from
#   AMD's libraries, those for matrix products from rocBLAS or hipBLASLt.

# %% two-kinds [markdown] lang="ja"
# ## 演算子とカーネル
#
# - **演算子**は、PyTorch が実行する操作の 1 つ 1 つです。ラボ 03 で「操作」と呼んだものです。
#   たとえば `aten::addmm` は、行列の積を計算して足し算をします（ATen は、PyTorch の演算子のライブラリーです）。
#   演算子はどのデバイスにもあります。CPU では、演算子が自分で計算します。
# - **カーネル**は、演算子が GPU の上で動かすプログラムです。ROCm では、PyTorch 自身のものと、AMD のライブラリーの
#   ものがあります。行列の積のカーネルは、rocBLAS か hipBLASLt にあります。

# %% the-step [markdown] lang="en"
# ## The step of lab 01
#
# The same model, the same numbers. `warm_up` runs another model once before we look, because a first run is always
# slow.

# %% the-step [markdown] lang="ja"
# ## ラボ 01 の 1 ステップ
#
# 同じモデル、同じ数です。見る前に、`warm_up` で別のモデルを 1 回動かしておきます。1 回目は何でも遅いからです。

# %% model
model = nn.Linear(3, 1)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
    model.bias.fill_(0.5)
model = model.to(device)

# %% data
x = torch.tensor([[1.0, 2.0, 3.0]], device=device)
y_true = torch.tensor([[2.5]], device=device)
weight_before = model.weight.detach().clone()
bias_before = model.bias.detach().clone()

# %% optimizer
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
hood.warm_up(device)

# %% one-inference [markdown] lang="en"
# ## One inference
#
# Whatever runs inside the `with` is recorded. `record_function` gives a stretch of it a name. (`record_shapes` has the
# sizes of the tensors noted as well.)

# %% one-inference [markdown] lang="ja"
# ## 推論 1 回
#
# `with` の中で実行されたことは、すべて記録されます。`record_function` は、記録の一部に名前を付けます。
# （`record_shapes` を使うと、テンソルの大きさも記録に残ります。）

# %% profile-inference
model.eval()
with hood.profile(record_shapes=True) as inference_profile, hood.record_function("forward"), torch.no_grad():
    answer = model(x)

# %% one-training-step [markdown] lang="en"
# ## One training step
#
# The next cell switches the profiler on, and the fifth cell after that switches it off. Each of the four phases gets
# its name.

# %% one-training-step [markdown] lang="ja"
# ## 学習の 1 ステップ
#
# 次のセルでプロファイラーを動かし始め、その 5 つ後のセルで止めます。4 つの段階には、それぞれ名前を付けます。

# %% start
model.train()
optimizer.zero_grad()
training_profile = hood.profile(record_shapes=True)
training_profile.start()

# %% forward
with hood.record_function("forward"):
    pred = model(x)

# %% loss
with hood.record_function("loss"):
    loss = loss_fn(pred, y_true)

# %% backward
with hood.record_function("backward"):
    loss.backward()

# %% update
with hood.record_function("update"):
    optimizer.step()

# %% stop
training_profile.stop()
print("weight changed =", not torch.equal(weight_before, model.weight))

# %% what-ran [markdown] lang="en"
# ## What ran
#
# Each row: the phase, the operator, how often it ran, and how many microseconds (µs, millionths of a second) it took
# itself, without the operators that it called. On a GPU, too, this is the time of the CPU, which starts the kernels.

# %% what-ran [markdown] lang="ja"
# ## 動いたもの
#
# 1 行ごとに、段階、演算子、回数、その演算子自身にかかった時間を表示します。単位はマイクロ秒（µs、100 万分の 1 秒）
# です。中から呼び出した別の演算子の時間は含みません。GPU を使うときも、これは、カーネルを動かし始める CPU の時間です。

# %% operators
inference_rows, training_rows = hood.operators(inference_profile), hood.operators(training_profile)
for row in training_rows:
    print(f"{row['phase']:<9} {row['operator']:<26} {row['count']:>2} {row['us']:>8.1f} µs")

# %% counts
for phase in ("forward", "loss", "backward", "update"):
    print(f"operators in {phase} = {hood.count(training_rows, phase)}")
print(f"operators in inference = {hood.count(inference_rows)}")

# %% add-them [markdown] lang="en"
# **Add them up.** On the CPU where this was written, training ran 10 + 13 + 28 + 2 = 53 operators and inference 10: over
# 5 times as many. That is one reason why the smallest model of lab 03 took so much longer than its FLOPs say: for a tiny model, the
# time goes with the number of operators.

# %% add-them [markdown] lang="ja"
# **足してみましょう。** この教材を書いたコンピューター（CPU）では、学習で動いた演算子は 10 + 13 + 28 + 2 = 53 個、推論では
# 10 個でした。5 倍以上です。ラボ 03 のいちばん小さいモデルで、計算量の比よりずっと長い時間がかかった理由の 1 つは、これです。
# 小さいモデルの時間は、演算子の数で決まります。

# %% by-hand [markdown] lang="en"
# **Four of them you know from lab 01**, where you computed the same with a pencil:
#
# | operator | in | what it computes |
# | --- | --- | --- |
# | `aten::addmm` | forward | $0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$ |
# | `aten::mse_loss` | loss | $(1.9 - 2.5)^2 = 0.36$ |
# | `aten::mm` | backward | $-1.2 \cdot (1,\ 2,\ 3) = (-1.2,\ -2.4,\ -3.6)$ |
# | `aten::add_` | update | $0.1 - 0.1 \cdot (-1.2) = 0.22$, and so on |
#
# Most of the others prepare: `aten::t` swaps rows and columns, `aten::empty` finds room for a result.

# %% by-hand [markdown] lang="ja"
# **4 つは、ラボ 01 で紙と鉛筆で計算したものです。**
#
# | 演算子 | 段階 | 計算 |
# | --- | --- | --- |
# | `aten::addmm` | forward | $0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$ |
# | `aten::mse_loss` | loss | $(1.9 - 2.5)^2 = 0.36$ |
# | `aten::mm` | backward | $-1.2 \cdot (1,\ 2,\ 3) = (-1.2,\ -2.4,\ -3.6)$ |
# | `aten::add_` | update | $0.1 - 0.1 \cdot (-1.2) = 0.22$ など |
#
# 行と列を入れ替える `aten::t` など、ほかの多くは準備をするものです。

# %% the-update [markdown] lang="en"
# **What changes the weights is `aten::add_`.** The `_` at its end means that it changes a tensor where it lies. It ran
# twice, once for the weights and once for the bias, and added $-\text{lr}$ times the gradient.
#
# How we know: the cell `optimizer.step()` ran under the name `"update"`, and the rows of `update` in the table are what ran
# there. (On a GPU it may be another operator that changes all of them at once, such as `aten::_foreach_add_`.)

# %% the-update [markdown] lang="ja"
# **重みを書き換えている演算子は `aten::add_` です。** 最後の `_` は、テンソルをその場で書き換えるという意味です。
# 重みに 1 回、バイアスに 1 回、合わせて 2 回動き、$-\text{lr}$ 倍した勾配を足しました。
#
# どうして分かるかというと、`optimizer.step()` を、`"update"` という名前を付けて実行したからです。表の `update` の行に
# あるのが、その間に動いた演算子です。（GPU では、`aten::_foreach_add_` のように、まとめて書き換える別の演算子になることが
# あります。）

# %% kernels-or-not [markdown] lang="en"
# On a GPU the next cell lists the **kernels**, each with the library that it comes from, and the picture shows them.
# On a CPU there are none, and the picture shows the **ATen operators**. Its title says which.

# %% kernels-or-not [markdown] lang="ja"
# GPU では、次のセルが**カーネル**の一覧を、どのライブラリーのものかと一緒に表示し、その後の図もカーネルを
# 表示します。CPU にはカーネルがないので、図は **ATen の演算子**を表示します。どちらなのかは、図の題に書いてあります。

# %% kernels
kernel_rows = hood.kernels(training_profile)
for row in kernel_rows:
    print(f"{row['phase']:<9} {row['library']:<20} {row['count']:>2} {row['us']:>8.1f} µs  {row['operator'][:80]}")
print("GPU kernels seen =", hood.count(kernel_rows))

# %% picture-operators
kind, asked, learned = "cpu", inference_rows, training_rows
if kernel_rows:
    kind, asked, learned = "gpu", hood.kernels(inference_profile), kernel_rows
flowlab.pictures.operators(asked, learned, kind)

# %% most-of-it [markdown] lang="en"
# Count the operators, not the microseconds: the bars are times, which change with every run; the counts, in the titles,
# do not. Forward runs the same
# ones on both sides: training answers the question in just the way inference does. All the rest is added, and **most
# of the operators that are added run in backward.**

# %% most-of-it [markdown] lang="ja"
# 棒の長さ（時間）ではなく、題にある回数を見てください。時間は実行するたびに変わりますが、回数は変わりません。forward で
# 動く演算子は、どちらも同じです。学習でも、答えの出し方は推論と変わりません。残りは、すべて学習で加わったものです。
# **加わった演算子の多くは、backward で動いています。**

# %% in-rocm-s-terms [markdown] lang="en"
# **In ROCm's terms:** on an AMD GPU, each operator that calculates starts a kernel through HIP, some of them several. So
# what was added here is added for the GPU as well: more kernels to start, in loss and backward; room for a gradient beside
# each weight; and an update that writes the weights anew. Inference needs none of this.

# %% in-rocm-s-terms [markdown] lang="ja"
# **ROCm の言葉で言うと：** AMD の GPU では、計算をする演算子が、HIP を通してカーネルを起動します（1 つの演算子が
# いくつも起動することもあります）。ですから、ここで加わったものは、GPU にとっても増えた仕事です。loss と backward では
# 起動するカーネルが増え、重みの 1 つ 1 つに勾配を置く場所がいり、更新では重みを書き直します。推論では、どれもいりません。

# %% the-way-back [markdown] lang="en"
# ## The way back
#
# While forward runs, PyTorch notes how to go back: from the loss, function by function, to the weights and the bias
# (the **parameters**). Nodes joined by arrows are called a **graph**; this one is the *autograd* graph. `backward()`
# walks it and leaves a gradient at every end. That is why inference with `no_grad` has less to do: it builds no graph.

# %% the-way-back [markdown] lang="ja"
# ## 戻る道
#
# forward を実行している間に、PyTorch は戻る道を書き残しています。loss から関数を 1 つずつさかのぼって、
# 重みとバイアス（**パラメーター**）まで行く道です。点を矢印でつないだものを**グラフ**と呼びます。
# これは、**自動微分**（autograd）のグラフです。`backward()` はこの道をたどり、行き着いた先のパラメーターに勾配を
# 残します。`no_grad` の中の推論では、このグラフを作らないので、することが少なくなります。

# %% graph
edges = hood.autograd_graph(loss, model)
for start, end in edges:
    print(f"{start} -> {end}")

# %% picture-graph
flowlab.pictures.graph(edges)

# %% perfetto [markdown] lang="en"
# ## If you like: a trace to walk through
#
# The next cell writes the recording of the step to a file beside this notebook. Open
# [ui.perfetto.dev](https://ui.perfetto.dev) in a browser and drop the file there: you see every operator on a time
# line. (The page reads the file in your browser; the file is not sent anywhere.)

# %% perfetto [markdown] lang="ja"
# ## 時間があれば：時間の流れで見る
#
# 次のセルは、この 1 ステップの記録をファイルにして、ノートブックと同じフォルダーに書き出します。ブラウザーで
# [ui.perfetto.dev](https://ui.perfetto.dev) を開き、そこにファイルをドロップすると、すべての演算子が時間の順に並んで
# 見えます。（ファイルはブラウザーの中で読まれるだけで、どこにも送られません。）

# %% trace
training_profile.export_chrome_trace("training_step.trace.json")

# %% from-outside [markdown] lang="en"
# ## For those with an AMD GPU and a terminal: the same from outside
#
# (You lose nothing if you skip this.) The profiler above is PyTorch's own. ROCm has one that needs nothing from PyTorch
# and sees every kernel that a program starts: `rocprofv3`. Type this into a terminal of JupyterLab, in the folder `work`.
# It runs lab 01, which takes the same step without a profiler of its own:
#
# ```
# rocprofv3 --kernel-trace --stats --output-format csv -- python ../labs/01_training_flow.py
# ```

# %% from-outside [markdown] lang="ja"
# ## AMD の GPU とターミナルがある人へ：外から見る
#
# （読み飛ばしてもかまいません。）上で使ったプロファイラーは、PyTorch のものです。ROCm にも、`rocprofv3` という
# プロファイラーがあります。PyTorch に頼らず、プログラムが動かしたカーネルをすべて見ることができます。JupyterLab の
# ターミナルで、`work` フォルダーの中で、次のように入力します。同じ 1 ステップをプロファイラーなしで実行する、ラボ 01 を
# 動かします。
#
# ```
# rocprofv3 --kernel-trace --stats --output-format csv -- python ../labs/01_training_flow.py
# ```

# %% from-outside-table [markdown] lang="en"
# It writes a table of kernels, with how often each ran and for how long. With `--output-format pftrace` it writes a file
# for Perfetto instead. (The project had no AMD GPU to try this on; the options are those of ROCm's documentation.)

# %% from-outside-table [markdown] lang="ja"
# カーネルの一覧が、回数と時間と一緒に表として書き出されます。`--output-format pftrace` にすると、代わりに Perfetto 用の
# ファイルができます。（このプロジェクトには、試すための AMD の GPU がありませんでした。オプションは ROCm の説明書の
# とおりです。）

# %% summary [markdown] lang="en"
# ## What you saw
#
# - Training runs the operators of inference, and then many more, most of them in backward.
# - `backward` walks a graph that forward left behind, and on a CPU `aten::add_` changes the weights.
# - Whether a GPU did the work is seen by its kernels. The word `cuda` does not show it: on ROCm it is only a name. On an
#   AMD GPU the list above would name each kernel, and the library that it comes from, such as rocBLAS.
#
# **That was one step, from outside and from within.** In lab 06 many workers share one. `make check` in a terminal judges
# all labs.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - 学習では、推論と同じ演算子が動き、その後にもっとたくさんの演算子が動きます。その多くは backward のものです。
# - `backward` は、forward が書き残したグラフをたどります。CPU で重みを書き換えるのは `aten::add_` です。
# - GPU が計算したかどうかは、カーネルが動いたかどうかで分かります。`cuda` という言葉では分かりません。ROCm では、
#   ただの名前だからです。AMD の GPU なら、動いたカーネルと、rocBLAS などのライブラリーの名前が、上の一覧に並びます。
#
# **これで、1 つのステップを外からも中からも見ました。** ラボ 06 では、1 つのステップを何人かのワーカーで分け合います。ターミナルで
# `make check` を実行すると、全部のラボを判定できます。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("5.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=05` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("5.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
# 3. `make reset LAB=05` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **5.1 Inference without `no_grad`.** Take `, torch.no_grad()` out of the cell that profiles the inference. Do more
# operators run?
#
# What to expect: no, the same ones. Keeping the history costs memory, and a little time inside each operator.

# %% exercise-1 [markdown] lang="ja"
# **5.1 `no_grad` なしの推論。** 推論を記録するセルから `, torch.no_grad()` を消します。動く演算子は増えるでしょうか。
#
# 予想：増えません。同じ演算子が動きます。道すじを覚えるには、メモリーと、それぞれの演算子の中でのわずかな時間がかかる
# だけです。

# %% exercise-2 [markdown] lang="en"
# **5.2 A thousand questions at once.** In the same cell write `answer = model(x.repeat(1000, 1))`.
#
# What to expect: more operators run, but they all come from `repeat`, which makes the thousand questions. The model
# itself needs no more than before: one `aten::linear`, and in it one `aten::addmm`. A larger batch does not need more
# operators, only more work in each: this is why GPUs like large batches.

# %% exercise-2 [markdown] lang="ja"
# **5.2 1000 個の問題を一度に出す。** 同じセルで `answer = model(x.repeat(1000, 1))` と書きます。
#
# 予想：動く演算子は増えますが、増えた分はどれも、問題を 1000 個にする `repeat` のものです。モデルの分は前と
# 同じで、`aten::linear` が 1 回、その中の `aten::addmm` も 1 回です。バッチを大きくしても、演算子の数は
# 増えず、1 回ごとの計算が増えるだけです。だから、GPU には大きなバッチが向いています。

# %% exercise-3 [markdown] lang="en"
# **5.3 Give the step momentum.** Write `lr=0.1, momentum=0.9` in the optimizer. (With momentum, each step also goes on
# a little in the direction of the steps before it.)
#
# What to expect: the weights change just as they did without momentum, to (0.22, 0.44, 0.66): there is no step before this
# one whose direction could be kept. But in `update` more operators run, because the optimizer now keeps a copy of each
# gradient for the next step.

# %% exercise-3 [markdown] lang="ja"
# **5.3 モメンタムを使う。** オプティマイザーに `lr=0.1, momentum=0.9` と書きます。（モメンタムを使うと、
# それまでのステップの勢いが、次のステップにも加わります。）
#
# 予想：重みは、モメンタムなしのときと同じように (0.22, 0.44, 0.66) に変わります。これが最初のステップなので、まだ勢いが
# ないからです。ただし、`update` で動く演算子は増えます。オプティマイザーが、次のステップのために、勾配のコピーを取っておく
# からです。

# %% your-answer
flowlab.check()
