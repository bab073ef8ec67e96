# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lab:
#     cell_seconds: 150
#     exclusive: true
#     observed: clock
# ---

# %% parameters tags=["parameters"]
backend = "auto"
rounds = 12

# %% title [markdown] lang="en"
# # 03 · Training against inference
#
# Labs 01 and 02 asked the same model the same question. Training did more with it: it also measured the error, found
# the corrections and applied them. **How much more work is that, and how much more time?** These are two questions
# with two different answers. To read and run it takes about 15 minutes; run the cells from top to bottom with
# **Shift + Enter**. (The cell that measures takes about 8 seconds.)
#
# **Look for three things:**
#
# 1. the *work*, counted: training does 2 to 3 times as many calculations as inference;
# 2. the *time*, measured: for a tiny model the ratio is quite another;
# 3. for a large model the two ratios come close to each other.

# %% title [markdown] lang="ja"
# # 03 · 学習と推論を比べる
#
# ラボ 01 と 02 では、同じモデルに同じ問題を出しました。学習では、答えを出すほかに、誤差を測り、直し方を調べ、
# 実際に直しました。**計算の量はどのくらい増えるでしょうか。時間はどのくらい増えるでしょうか。** この 2 つは別の
# 問いで、答えも別です。読みながら実行して、約 15 分です。上から順に **Shift + Enter** で実行してください。
# （時間を測るセルには、8 秒くらいかかります。）
#
# **次の 3 つを探しましょう。**
#
# 1. 数えた**計算量**：学習の計算は、推論の 2〜3 倍です。
# 2. 測った**時間**：小さなモデルでは、時間の比はまったく違う値になります。
# 3. 大きいモデルでは、2 つの比が近くなります。

# %% imports
import torch

import flowlab
from flowlab import cost, timing

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% the-cases [markdown] lang="en"
# ## One small model, and larger ones
#
# The first is the model of labs 01 and 02: three numbers in, one out, one sample. The others have four **layers**:
# four `nn.Linear`, each handing its numbers on to the next. Each pair in `sizes` says how many numbers a layer takes and
# gives, and how many questions the model answers at once (a **batch**).
#
# On a GPU there is one more size: a GPU is fast, so calculating takes most of its time only where there is more to
# calculate.

# %% the-cases [markdown] lang="ja"
# ## 小さいモデルを 1 つ、大きいモデルをいくつか
#
# 最初は、ラボ 01 と 02 のモデルです。数を 3 つ受け取り、1 つ返します。データは 1 つだけです。ほかのモデルには**層**が
# 4 つあります。4 つの `nn.Linear` が、順に数を受け渡します。`sizes` に並べた組は、1 つの層が受け取って返す数の個数と、
# 一度に答える問題の数です（まとめて答える問題の集まりを**バッチ**と呼びます）。
#
# GPU では、もっと大きいモデルも 1 つ加えます。GPU は速いので、計算が時間の大部分を占めるには、もっと多くの計算が
# 必要だからです。

# %% sizes
flowlab.repeatable(seed=3)
sizes = [(16, 16), (64, 64), (256, 256), (1024, 512)]
if device.type == "cuda":
    sizes.append((4096, 4096))

# %% the-models [markdown] lang="en"
# `cost.lab_01_case` makes the small model, `cost.square_case` one of four equal layers, both with data and an optimizer.
# The larger ones start from random numbers; `repeatable` made sure that these are the same in every run.

# %% the-models [markdown] lang="ja"
# `cost.lab_01_case` は小さいモデルを、`cost.square_case` は同じ大きさの層が 4 つのモデルを、データとオプティマイザーと
# 一緒に作ります。大きいモデルはランダムな数から始めますが、`repeatable` を使ったので、毎回同じランダムな数になります。

# %% cases
cases = [cost.lab_01_case(device)]
for width, batch in sizes:
    cases.append(cost.square_case(4, width, batch, device))

# %% the-roles [markdown] lang="en"
# ## The same model in two roles
#
# To answer, a model needs forward alone, and keeps no history. To learn, it needs the whole round: forward, loss,
# backward, step.

# %% the-roles [markdown] lang="ja"
# ## 同じモデルの 2 つの役割
#
# 答えるだけなら、forward だけで足ります。計算の道すじも覚えません。学習するには、forward、loss、backward、step の
# 流れが全部必要です。


# %% inference
def inference(case):
    with torch.no_grad():
        return case.model(case.x)


# %% training
def training(case):
    case.optimizer.zero_grad()
    loss = case.loss_fn(case.model(case.x), case.y_true)
    loss.backward()
    case.optimizer.step()


# %% same-question
pred = inference(cases[0])
print("prediction =", pred.cpu())

# %% count-the-work [markdown] lang="en"
# ## First the work, counted
#
# A **FLOP** is one multiplication or addition, and PyTorch counts as many additions as multiplications: $3 \to 1$ has
# $2 \cdot 3 = 6$. What a layer multiplies and adds for a whole batch is called a **matrix
# product**, and PyTorch can count the FLOPs of these products while they run.
#
# (Not counted: the loss, the update, adding the bias. As models grow, these grow less than the products do.)

# %% count-the-work [markdown] lang="ja"
# ## まず計算量を数える
#
# **FLOP** は、掛け算または足し算 1 回のことです。PyTorch は、足し算を掛け算と同じ回数だけ数えるので、$3 \to 1$ なら
# $2 \cdot 3 = 6$ です。1 つの層がバッチ全体に対して行う掛け算と足し算を、まとめて**行列の
# 積**と呼びます。PyTorch は、行列の積の FLOP を、実行しながら数えることができます。この数（FLOPs）を、ここでは
# 計算量と呼びます。
#
# （loss の計算、更新、バイアスの足し算は数えません。モデルが大きくなっても、行列の積ほどには増えないからです。）

# %% products [markdown] lang="en"
# **How many products?** In forward, each layer needs one. In backward it needs two: one for the gradients of its weights,
# one to pass the error on to the layer before it. The first layer has no layer before it and does without the second.
# So for $L$ equal layers:
#
# $$\frac{\text{training}}{\text{inference}} = \frac{L + L + (L - 1)}{L} = 3 - \frac{1}{L}$$
#
# That makes 2 for one layer, 2.75 for four, and nearly 3 for very many.

# %% products [markdown] lang="ja"
# **行列の積は、何回必要でしょうか。** forward では、それぞれの層で 1 回です。backward では 2 回です。1 回はその層の
# 重みの勾配を出すため、もう 1 回は誤差を 1 つ前の層へ伝えるためです。最初の層には「前の層」がないので、2 回目は
# いりません。ですから、同じ大きさの層が $L$ 個あるときは、次のようになります（training は学習、inference は推論です）。
#
# $$\frac{\text{training}}{\text{inference}} = \frac{L + L + (L - 1)}{L} = 3 - \frac{1}{L}$$
#
# 層が 1 つなら 2、4 つなら 2.75、とても多ければ、ほぼ 3 です。

# %% flops
flops = []
for case in cases:
    asked, learned = cost.count_flops(inference, case), cost.count_flops(training, case)
    flops.append((asked, learned))
    print(f"FLOPs {case.name}: {asked} and {learned}, {learned / asked:.2f} times")

# %% count-the-memory [markdown] lang="en"
# ## Memory, at its peak
#
# Inference can forget each layer's result as soon as the next layer has used it. Training has to keep them all until
# backward has used them, and it needs room for the gradients of all weights and biases besides. (The model and the
# data themselves are not counted here.)

# %% count-the-memory [markdown] lang="ja"
# ## メモリーの最大使用量
#
# 推論では、ある層の結果は、次の層が使い終われば、もういりません。学習では、backward が使うまで、全部の層の結果を
# 取っておきます。そのうえ、すべての重みとバイアスについて、勾配を置く場所もいります。（モデルとデータそのものの分は、
# ここでは数えません。）

# %% memory
memory = []
for case in cases:
    asked, learned = cost.peak_memory(inference, case), cost.peak_memory(training, case)
    memory.append((asked, learned))
    print(f"memory {case.name}: {asked} and {learned} bytes")

# %% in-rocm-s-terms [markdown] lang="en"
# ## In ROCm's terms
#
# A program that runs on a GPU is called a **kernel** (not the one in JupyterLab's menu). For each multiplication of
# matrices, each sum and the like, PyTorch has to start one, on ROCm through HIP.
#
# - For inference, it starts the kernels of forward.
# - For training, it starts those and then more: kernels that find the error, kernels that compute **gradients**, and
#   kernels that **update** weights and biases.
#
# So a training step gives a GPU more programs to run, more numbers to keep, and at the end the whole model to write anew.
# Lab 05 looks at them one by one.

# %% in-rocm-s-terms [markdown] lang="ja"
# ## ROCm の言葉で言うと
#
# GPU の上で動くプログラムを**カーネル**と呼びます（JupyterLab のメニューにある「カーネル」とは別のものです）。
# PyTorch は、行列の積や足し算などのたびに、カーネルを起動します。ROCm では、HIP を通して起動します。
#
# - 推論で起動するのは、forward のカーネルだけです。
# - 学習では、その後に、誤差を求めるカーネル、**勾配**を計算するカーネル、重みとバイアスを**更新**するカーネルも
#   起動します。
#
# つまり、学習では、GPU が動かすプログラムも、覚えておく数も増え、最後にはモデルの数を全部書き直します。
# 1 つ 1 つは、ラボ 05 で見ます。

# %% how-to-time [markdown] lang="en"
# ## Then the time, measured
#
# Measuring time is full of traps. The first is **not to wait.** When Python asks a GPU to calculate, it does not wait for
# the result: it goes on to the next line while the GPU is still at work. Stop the clock then, and you have measured how
# long it takes to *ask*.
#
# So `timing.measure` uses PyTorch's own timer, which waits until the GPU is done before it reads the clock.

# %% how-to-time [markdown] lang="ja"
# ## 次に時間を測る
#
# 時間を正しく測るのは、実はむずかしいことです。気をつけることが 3 つあります。
#
# **1. 終わるまで待つ。** Python は、GPU に計算を頼むと、終わるのを待たずに次の行へ進みます。そこで時計を見ると、計算に
# かかった時間ではなく、計算を**頼む**のにかかった時間になってしまいます。
#
# `timing.measure` は、PyTorch のタイマーを使います。このタイマーは、GPU の計算が終わるのを待ってから時計を読みます。

# %% how-to-time-again [markdown] lang="en"
# **The second trap: the first run is slow.** Memory is fetched, programs are loaded on to the GPU. So everything runs
# once before it is measured.
#
# **The third: the computer does other things meanwhile.** So inference and training take **turns**, round after round
# (`rounds`, in the first cell, says how many at most; a slow computer makes fewer, but never under 6). Each round gives one ratio; we take the **median**, the one in the
# middle when they are sorted.

# %% how-to-time-again [markdown] lang="ja"
# **2. 1 回目は測らない。** 1 回目は、メモリーを用意したり、GPU のプログラムを読み込んだりするので、遅くなります。そこで、
# 測る前に 1 回ずつ動かしておきます。
#
# **3. 交互に、何度も測る。** コンピューターは、同時にほかの仕事もしています。そこで、推論と学習を交互に何度も測ります
# （回数の上限は、最初のセルの `rounds` です。遅いコンピューターでは減らしますが、少なくとも 6 回は測ります）。1 回ごとに
# 比を出し、小さい順に並べたときの真ん中の値（**中央値**）を使います。

# %% how-sure [markdown] lang="en"
# **How sure is a median?** The **95% interval** says it: of 100 intervals made in this way, about 95 hold the true median.
# A short interval means that the rounds agreed.
#
# `phase_by_phase`, in the next cell, is `training` once more, with its four phases timed apart: forward, loss, backward
# and update (that is `optimizer.step()`). `timed` takes the phase's name, what is to be called, and what it is called
# with.

# %% how-sure [markdown] lang="ja"
# **中央値は、どのくらい確かでしょうか。** それを表すのが **95% 区間**です。この方法で区間を 100 個作ると、そのうち
# 95 個くらいに、本当の中央値が入ります。区間が短ければ、何度測っても同じような比だったということです。
#
# 次のセルの `phase_by_phase` は、`training` と同じことをしながら、4 つの段階の時間を別々に測ります。forward、loss、
# backward、update（更新、つまり `optimizer.step()`）の 4 つです。`timed` には、段階の名前、呼び出すもの、それに渡す
# ものを、この順に書きます。


# %% phases
def phase_by_phase(case, timed):
    pred = timed("forward", case.model, case.x)
    loss = timed("loss", case.loss_fn, pred, case.y_true)
    timed("backward", loss.backward)
    timed("update", case.optimizer.step)
    case.optimizer.zero_grad()


# %% measure
samples = timing.measure(cases, rounds, inference, training, phase_by_phase)
summary = timing.summarize(cases, samples, flops, memory)

# %% ratios
for row in summary:
    print(f"ratio {row['name']}: {row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})")

# %% work-and-time [markdown] lang="en"
# ## Work and time in one picture
#
# To the right the models grow, on a **log scale**: the same distance always means the same number of times as much.
# The dashed line is what the FLOPs alone predict; the points are what was measured, with their intervals.

# %% work-and-time [markdown] lang="ja"
# ## 計算量と時間を 1 つの図で見る
#
# 右へ行くほど、モデルは大きくなります。横軸は**対数目盛り**です。同じ幅だけ右へ進むと、計算量はいつも同じ倍率で
# 増えます。破線は、計算量だけから予想した比です。点は実際に測った比で、縦の線はその区間です。

# %% picture-cost
flowlab.pictures.cost(summary)

# %% what-decides [markdown] lang="en"
# **First look at the length of the intervals.** A long one, or a point that stands out alone, means that the computer was
# busy with something else just then. Only short intervals say something; if yours are long, run the cell that measures
# again.

# %% what-decides [markdown] lang="ja"
# **まず、区間（縦の線）の長さを見てください。** 区間が長いときや、1 つの点だけが離れているときは、測っている間に
# コンピューターがほかの仕事で忙しかったのです。そういう点からは、何も言えません。時間を測るセルから後を、もう一度
# 実行してみましょう。

# %% one-example [markdown] lang="en"
# **One example.** On the machine where this was written (2 CPU cores, no GPU, nothing else at work), a training step of
# the smallest model took 6 to 8 times as long as an inference, where the FLOPs say 2. For the largest it was about 3
# times, where the FLOPs say 2.75. Your digits, above, are others; that a small model is far from what the FLOPs say, and
# a large one near it, should be the same. A busy computer makes the intervals long: such a point says nothing.

# %% one-example [markdown] lang="ja"
# **測った例。** この教材を書いたコンピューター（CPU 2 コア、GPU なし、ほかの仕事なし）では、いちばん小さいモデルの
# 学習の 1 ステップに、推論の 6〜8 倍の時間がかかりました。計算量は 2 倍なのに、です。いちばん大きいモデルでは約 3 倍で、
# 計算量の 2.75 倍に近い値でした。上のあなたの数は、これとは違うはずです。それでも、小さいモデルでは予想と大きく違い、
# 大きいモデルでは近くなるでしょう。ほかの仕事で忙しいと区間が長くなります。そういう点からは、何も言えません。

# %% small-models [markdown] lang="en"
# **Small models: arithmetic hardly counts.** The smallest model needs a handful of multiplications, which take a few
# billionths of a second. What takes the time is everything round them: Python calls PyTorch, PyTorch chooses the program
# to run, the GPU, if there is one, is asked. These **fixed costs** come once for each operation, however few numbers it
# has, and training has many more operations than inference.

# %% small-models [markdown] lang="ja"
# **小さいモデルでは、準備の時間が大部分です。** いちばん小さいモデルの掛け算は数回だけで、あっという間に終わります。
# それよりずっと長くかかるのは、その前後の準備です。Python が PyTorch を呼び、PyTorch が使うプログラムを選び、GPU が
# あれば GPU に計算を頼みます。こうした**決まってかかる手間**は、数が少なくても、操作 1 つごとに必ずかかります。学習は、
# 推論より操作の数がずっと多いので、その分だけ時間も長くなります。

# %% large-models [markdown] lang="en"
# **Large models: arithmetic rules.** The fixed costs are still there, but they no longer show, and the ratio of the times
# comes near to what the FLOPs predict. It need not meet it exactly: the loss and the update do not count as FLOPs here and
# still take time, and matrix products of different shapes are not equally fast.
#
# The next picture shows in which phases the time of a training step goes, and beside it the peak memory.

# %% large-models [markdown] lang="ja"
# **大きいモデルでは、計算の時間が大部分です。** 決まってかかる手間はなくなりませんが、目立たなくなり、時間の比は
# 計算量からの予想に近づきます。ぴったり同じになるとは限りません。loss と更新は、ここでは計算量に入れていませんが、時間は
# かかります。また、行列の積の速さは、行列の形によっても変わります。
#
# 次の図では、学習の 1 ステップの時間がどの段階で使われたかと、メモリーの最大使用量を見ます。

# %% picture-phases
flowlab.pictures.phases(summary)

# %% finding-words [markdown] lang="en"
# ## What was found
#
# One sentence about the smallest and one about the largest model. Each names the interval. If the interval holds 1,
# what looks like a difference may be noise alone, and then the only honest words are *cannot be told apart*.

# %% finding-words [markdown] lang="ja"
# ## 分かったこと
#
# いちばん小さいモデルと、いちばん大きいモデルについて、1 文ずつ表示します。どちらにも区間を示します。
# 区間に 1 が入っていれば、差があるように見えても、ただのばらつきかもしれません。そのときは、**区別できません**と
# 言うのが正直です。

# %% finding
print("finding:", timing.finding(summary[0]))
print("finding:", timing.finding(summary[-1]))

# %% summary [markdown] lang="en"
# ## What you saw
#
# - Training is more work than inference: 2 to 3 times the FLOPs, by a rule that you can derive with a pencil.
# - Time follows the work only where the model is large. For a tiny model it follows the number of operations.
# - Training needs more memory, because backward needs what forward computed: for the largest model, on the machine where
#   this was written, 5 times as much.
# - A ratio without its interval says little. Run the cell that measures, and those after it, again: the digits change;
#   on a computer with nothing else to do, the sentences do not.
#
# **Next:** `04_learning_rate.en.ipynb` finds learning rates with which the loss really falls.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - 学習は、推論より計算が多くなります。計算量（FLOPs）は 2〜3 倍です。この倍率は、紙と鉛筆でも求められます。
# - 時間が計算量で決まるのは、モデルが大きいときだけです。小さいモデルでは、操作の数で決まります。
# - 学習には、メモリーも多くいります。forward の結果を、backward が使うからです。この教材を書いたコンピューターでは、
#   いちばん大きいモデルで、推論の 5 倍でした。
# - 時間の比は、95% 区間と一緒に見ないと、確かなことは言えません。時間を測るセルと、その後のセルを、もう一度実行して
#   みましょう。細かい数は変わりますが、ほかの仕事をしていないコンピューターなら、結論は変わりません。
#
# **次は** `04_learning_rate.ja.ipynb` です。loss が本当に減る学習率を探します。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("3.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=03` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("3.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
# 3. `make reset LAB=03` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **3.1 One layer.** In the cell that makes the models, write `cost.square_case(1, …)` in place of
# `cost.square_case(4, …)`.
#
# What to expect: by the rule $3 - 1/L$ the FLOP ratio becomes 2 for every model.

# %% exercise-1 [markdown] lang="ja"
# **3.1 層を 1 つにする。** モデルを作るセルで、`cost.square_case(4, …)` を `cost.square_case(1, …)` に変えます。
#
# 予想：$3 - 1/L$ の式から、FLOPs の比は、どのモデルでも 2 になります。

# %% exercise-2 [markdown] lang="en"
# **3.2 Let only the last layer learn.** Add at the end of the cell that makes the models:
#
# ```
# for case in cases[1:]:
#     case.model[:-1].requires_grad_(False)
# ```
#
# What to expect: backward needs one product instead of seven, so the FLOP ratio of the larger models falls to
# $(4 + 1) / 4 = 1.25$. This is one way in which large models are adapted at little cost.

# %% exercise-2 [markdown] lang="ja"
# **3.2 最後の層だけ学習させる。** モデルを作るセルの最後に、次の 2 行を書き足します。
#
# ```
# for case in cases[1:]:
#     case.model[:-1].requires_grad_(False)
# ```
#
# 予想：backward で必要な行列の積が、7 回から 1 回に減ります。大きいモデルの FLOPs の比は
# $(4 + 1) / 4 = 1.25$ になります。とても大きなモデルを少ない計算で調整するときに使われる方法の 1 つです。

# %% exercise-3 [markdown] lang="en"
# **3.3 A race against itself.** In the cell that measures, let inference race against inference:
#
# ```
# samples = timing.measure(cases, rounds, inference, inference, phase_by_phase)
# ```
#
# What to expect: ratios near 1, and sentences that say *cannot be told apart*. Nearly always: a 95% interval misses up to
# once in twenty times, and then a sentence names a difference that is not there.

# %% exercise-3 [markdown] lang="ja"
# **3.3 自分自身と競走させる。** 時間を測るセルで、推論どうしを比べます。
#
# ```
# samples = timing.measure(cases, rounds, inference, inference, phase_by_phase)
# ```
#
# 予想：同じものを比べるので、比はほぼ 1 になり、「区別できません」という文が出ます。ただし、95% 区間も、20 回に
# 1 回くらいは外れます。そのときだけは、本当はない差が「ある」という文になります。

# %% your-answer
flowlab.check()
