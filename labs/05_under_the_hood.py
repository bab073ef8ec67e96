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
backend = "auto"  # "hip", "cpu" or "cuda" demand that one and nothing else

# %% title [markdown] lang="en"
# # 05 · Under the hood
#
# One line, `loss.backward()`, and gradients appear. What really runs? PyTorch has a **profiler** that writes down
# every operation. You watch it over one inference and over the training step of lab 01. It takes 15 minutes; run the
# cells from top to bottom with **Shift + Enter**.
#
# **Look for three things:**
#
# 1. how many more operations training needs, and in which phase;
# 2. the road that `backward` walks, drawn as a picture;
# 3. whether you are looking at a CPU's operators or at a GPU's kernels: the lab says which.

# %% title [markdown] lang="ja"
# # 05 · 中で起きていること
#
# `loss.backward()` と 1 行書くだけで、勾配が現れます。中では、本当は何が動いているのでしょうか。PyTorch には、実行された操作を
# すべて書き留める**プロファイラー**があります。これを使って、推論 1 回と、ラボ 01 の学習 1 ステップを見ます。時間は 15 分です。
# 上から順に **Shift + Enter** で実行してください。
#
# **次の 3 つを探しましょう。**
#
# 1. 学習では操作がいくつ増えるか。どの段階で増えるか。
# 2. `backward` がたどる道すじの図
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
# - An **operator** is what PyTorch runs: `aten::addmm`, for one, multiplies matrices and adds. (ATen is PyTorch's
#   library of operators.) Every device has them. On a CPU, the operator itself does the arithmetic.
# - A **kernel** is a program that an operator starts on a GPU. On ROCm the kernels for matrix products come from
#   rocBLAS or hipBLASLt, those for convolutions from MIOpen, many others from PyTorch itself.

# %% two-kinds [markdown] lang="ja"
# ## 演算子とカーネル
#
# - **演算子**は、PyTorch が実行するものです。たとえば `aten::addmm` は、行列の積を計算して足し算をします（ATen は、PyTorch の
#   演算子のライブラリーです）。演算子はどのデバイスにもあります。CPU では、演算子が自分で計算します。
# - **カーネル**は、演算子が GPU の上で動かすプログラムです。ROCm では、行列の積のカーネルは rocBLAS か hipBLASLt に、
#   畳み込みのカーネルは MIOpen にあります。ほかの多くは、PyTorch 自身のものです。

# %% the-step [markdown] lang="en"
# ## The step of lab 01
#
# The same model, the same numbers. `warm_up` runs another model once before we look: the first time, everything is slow.

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
# Whatever runs inside the `with` is written down. `record_function` puts a name on a stretch of it.

# %% one-inference [markdown] lang="ja"
# ## 推論 1 回
#
# `with` の中で実行されたことは、すべて書き留められます。`record_function` は、その一部に名前を付けます。

# %% profile-inference
model.eval()
with hood.profile(record_shapes=True) as inference_profile, hood.record_function("forward"), torch.no_grad():
    answer = model(x)

# %% one-training-step [markdown] lang="en"
# ## One training step
#
# The profiler is switched on here and off again five cells further down. The four phases each get their name.

# %% one-training-step [markdown] lang="ja"
# ## 学習の 1 ステップ
#
# ここでプロファイラーを動かし始め、5 つ後のセルで止めます。4 つの段階には、それぞれ名前を付けます。

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
# Each row: the phase, the operator, how often it ran, and the microseconds that it took itself (without those of the
# operators it called).

# %% what-ran [markdown] lang="ja"
# ## 動いたもの
#
# 1 行ごとに、段階、演算子、回数、その演算子自身にかかった時間（マイクロ秒）を表示します。中から呼び出した別の演算子の時間は
# 含みません。

# %% operators
inference_rows, training_rows = hood.operators(inference_profile), hood.operators(training_profile)
for row in training_rows:
    print(f"{row['phase']:<9} {row['operator']:<26} {row['count']:>2} {row['us']:>8.1f} µs")

# %% counts
for phase in ("forward", "loss", "backward", "update"):
    print(f"operators in {phase} = {sum(row['count'] for row in training_rows if row['phase'] == phase)}")
print(f"operators in inference = {sum(row['count'] for row in inference_rows)}")

# %% kernels-or-not [markdown] lang="en"
# On a GPU the picture shows the **kernels**, with the library that each comes from; on a CPU there are none, and it
# shows the **ATen operators**. Its title says which.

# %% kernels-or-not [markdown] lang="ja"
# GPU では、次の図に**カーネル**と、それがどのライブラリーのものかを表示します。CPU にはカーネルがないので、**ATen の演算子**を
# 表示します。どちらなのかは、図の題に書いてあります。

# %% kernels
kernel_rows = hood.kernels(training_profile)
for row in kernel_rows:
    print(f"{row['phase']:<9} {row['library']:<20} {row['count']:>2} {row['us']:>8.1f} µs  {row['operator'][:80]}")
print("GPU kernels seen =", sum(row["count"] for row in kernel_rows))

# %% picture-operators
shown = (hood.kernels(inference_profile), kernel_rows) if kernel_rows else (inference_rows, training_rows)
flowlab.pictures.operators(*shown, "gpu" if kernel_rows else "cpu")

# %% most-of-it [markdown] lang="en"
# Forward is the same on both sides: training answers the question in just the way inference does. All the rest is
# added, and **most of what is added runs in backward.**
#
# ## The road back
#
# While forward runs, PyTorch writes down how to go back: a graph of functions, from the loss to the parameters.
# `backward()` walks it and leaves a gradient at every end. That is why inference with `no_grad` has less to do: it
# builds no graph.

# %% most-of-it [markdown] lang="ja"
# forward は、どちらも同じです。学習でも、答えの出し方は推論と変わりません。残りは、すべて学習で加わったものです。
# **加わったものの多くは、backward で動いています。**
#
# ## 帰り道
#
# forward を実行している間に、PyTorch は帰り道を書き留めています。loss からパラメーターまでの、関数のグラフです。
# `backward()` はこの道をたどり、行き着いた先のパラメーターに勾配を残します。`no_grad` の中の推論では、このグラフを
# 作らないので、することが少なくなります。

# %% graph
edges = hood.autograd_graph(loss, model)
for start, end in edges:
    print(f"{start} -> {end}")

# %% picture-graph
flowlab.pictures.graph(edges)

# %% perfetto [markdown] lang="en"
# ## A trace to walk through
#
# The next cell writes the step as a file beside this notebook. Open [ui.perfetto.dev](https://ui.perfetto.dev) in a
# browser and drop the file there: you see every operator on a time line. (The page reads the file in your browser; the
# file is not sent anywhere.)

# %% perfetto [markdown] lang="ja"
# ## 時間の流れで見る
#
# 次のセルは、この 1 ステップの記録をファイルにして、ノートブックと同じフォルダーに書き出します。ブラウザーで
# [ui.perfetto.dev](https://ui.perfetto.dev) を開き、そこにファイルをドロップすると、すべての演算子が時間の順に並んで見えます。
# （ファイルはブラウザーの中で読まれるだけで、どこにも送られません。）

# %% trace
training_profile.export_chrome_trace("training_step.trace.json")

# %% from-outside [markdown] lang="en"
# ## The same from outside
#
# The profiler above is PyTorch's own. ROCm has one that needs nothing from PyTorch and sees every kernel that a
# program starts. **This needs an AMD GPU and ROCm's `rocprofv3`;** copy it into a terminal of JupyterLab there:
#
# ```
# rocprofv3 --kernel-trace --stats --output-format csv -- python ../labs/05_under_the_hood.py
# ```
#
# It writes a table of kernels, with how often each ran and for how long. With `--output-format pftrace` it writes a file for
# Perfetto instead. (The project had no AMD GPU to try this on; the options are those of ROCm's documentation.)

# %% from-outside [markdown] lang="ja"
# ## 外から見る
#
# 上で使ったプロファイラーは、PyTorch のものです。ROCm にもプロファイラーがあります。こちらは PyTorch に頼らず、プログラムが
# 動かしたカーネルをすべて見ることができます。**AMD の GPU と、ROCm の `rocprofv3` が必要です。** 次の 1 行を、その
# コンピューターで、JupyterLab のターミナルにコピーしてください。
#
# ```
# rocprofv3 --kernel-trace --stats --output-format csv -- python ../labs/05_under_the_hood.py
# ```
#
# カーネルの一覧が、回数と時間と一緒に表として書き出されます。`--output-format pftrace` にすると、代わりに Perfetto 用の
# ファイルができます。（このプロジェクトには、試すための AMD の GPU がありませんでした。オプションは ROCm の説明書のとおりです。）

# %% summary [markdown] lang="en"
# ## What you saw
#
# - Training runs the operators of inference, and then many more, most of them in backward.
# - `backward` walks a graph that forward wrote down.
# - The word `cuda` appears nowhere in what a CPU ran; and on an AMD GPU the kernels' names tell you which library of
#   ROCm did the work. That is what *running on HIP* means.
#
# **That was the series.** `make check` in a terminal judges all five labs.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - 学習では、推論と同じ演算子が動き、その後にもっとたくさんの演算子が動きます。その多くは backward のものです。
# - `backward` は、forward が書き留めたグラフをたどります。
# - CPU で動いたものの中に、`cuda` という言葉は出てきません。AMD の GPU では、カーネルの名前から、ROCm のどのライブラリーが
#   計算したのかが分かります。**HIP で動く**とは、そういうことです。
#
# **シリーズはこれで終わりです。** ターミナルで `make check` を実行すると、5 つのラボを全部判定できます。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# Three exercises. Change your copy, run all its cells again, and compare with what you expected. Then let the judge look:
# it knows each exercise by its number. For the first, save your notebook and type in a terminal, in the folder of the
# project:
#
# ```
# make check NOTEBOOK=work/05_under_the_hood.en.ipynb EXERCISE=5.1
# ```
#
# `make reset LAB=05` gives you a fresh copy for the next one, and keeps yours beside it.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 練習問題が 3 つあります。自分のノートブックを書き換え、全部のセルをもう一度実行して、予想したとおりになったか確かめましょう。
# 判定もできます。練習問題には番号があります。1 つ目なら、ノートブックを保存してから、このプロジェクトのフォルダーで、
# ターミナルに次のように入力します。
#
# ```
# make check NOTEBOOK=work/05_under_the_hood.ja.ipynb EXERCISE=5.1
# ```
#
# `make reset LAB=05` と入力すると、次の問題のために、元のノートブックに戻せます。自分のノートブックも別の名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **5.1 Inference without `no_grad`.** Take `, torch.no_grad()` out of the cell that profiles the inference. Do more operators
# run?
#
# What to expect: no, the same ones. Keeping the history costs memory, and a little time inside each operator.

# %% exercise-1 [markdown] lang="ja"
# **5.1 `no_grad` なしの推論。** 推論を調べるセルから `, torch.no_grad()` を消します。動く演算子は増えるでしょうか。
#
# 予想：増えません。同じ演算子が動きます。道すじを覚えるために必要なのは、メモリと、それぞれの演算子の中でのわずかな時間です。

# %% exercise-2 [markdown] lang="en"
# **5.2 A thousand questions at once.** In the same cell write `answer = model(x.repeat(1000, 1))`.
#
# What to expect: a few operators more, which make the thousand; the others run as often as before. A batch does not
# need more operators, only more work in each: this is why GPUs like large batches.

# %% exercise-2 [markdown] lang="ja"
# **5.2 1000 個の問題を一度に出す。** 同じセルで `answer = model(x.repeat(1000, 1))` と書きます。
#
# 予想：1000 個に増やすための演算子が加わりますが、ほかの演算子の回数は前と同じです。バッチを大きくしても、演算子の数は増えず、
# 1 回ごとの計算が増えるだけです。だから、GPU には大きなバッチが向いています。

# %% exercise-3 [markdown] lang="en"
# **5.3 Give the step momentum.** Write `lr=0.1, momentum=0.9` in the optimizer.
#
# What to expect: the first step lands on the same weights, since momentum begins with the second. But in `update` more
# operators run: the optimizer now keeps a copy of each gradient.

# %% exercise-3 [markdown] lang="ja"
# **5.3 モメンタムを使う。** オプティマイザーに `lr=0.1, momentum=0.9` と書きます。
#
# 予想：1 ステップ目の重みは、前と同じです。モメンタムの効果が出るのは 2 ステップ目からです。ただし、`update` で動く演算子は
# 増えます。オプティマイザーが、勾配のコピーを取っておくようになるからです。
