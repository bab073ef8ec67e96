# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% parameters tags=["parameters"]
backend = "auto"

# %% title [markdown] lang="en"
# # 01 · See one training step
#
# A model with four numbers in it answers a question, finds out how far off it was, and changes those
# four numbers. You watch every one of them. To read and run it takes about 25 minutes; run the cells from
# top to bottom with **Shift + Enter**.
#
# **Look for three things first.** If you find them, you have seen training happen:
#
# 1. `model.training = True`: the model is set to learn;
# 2. a `loss` appears: one number that says how far off the answer was;
# 3. `weight changed = True`: the numbers inside the model are not what they were.

# %% title [markdown] lang="ja"
# # 01 · 学習の 1 ステップを見る
#
# 中に数が 4 つだけ入ったモデルが、問題に答え、どれだけ外れたかを知り、その 4 つの数を直します。
# ここでは、その数をすべて自分の目で確かめます。読みながら実行して、約 25 分です。上から順に
# **Shift + Enter** で実行してください。
#
# **まず、次の 3 つを探しましょう。** 3 つとも見つかれば、学習が起きるところを見たことになります。
#
# 1. `model.training = True`：モデルが学習モードになっています。
# 2. `loss` が表示される：答えがどれだけ外れたかを表す、1 つの数です。
# 3. `weight changed = True`：モデルの中の数が、前と変わりました。

# %% four-words [markdown] lang="en"
# ## Four words are enough
#
# The cells look longer than what they do. Keep these four and you will not get lost:
#
# | word | line of code | what it does |
# | --- | --- | --- |
# | **train** | `model.train()` | sets the model to learn |
# | **loss** | `loss = loss_fn(pred, y_true)` | turns "how far off?" into one number |
# | **backward** | `loss.backward()` | finds, for each number in the model, which way to change it |
# | **step** | `optimizer.step()` | changes them (labs 03 and 05 call it the update) |
#
# Its twin, lab 02, asks the same model the same question and changes nothing.

# %% four-words [markdown] lang="ja"
# ## 4 つの言葉だけ覚えましょう
#
# していることは多くありません。迷ったら、この 4 つに戻ってください。
#
# | 言葉 | コード | すること |
# | --- | --- | --- |
# | **train** | `model.train()` | モデルを学習モードにします |
# | **loss** | `loss = loss_fn(pred, y_true)` | 「どれだけ外れたか」を 1 つの数にします |
# | **backward** | `loss.backward()` | モデルの中の数を、それぞれどちらへ直せばよいか調べます |
# | **step** | `optimizer.step()` | 実際に直します（ラボ 03 と 05 では「更新」） |
#
# ラボ 02 は、このラボと対になっています。同じモデルに同じ問題を出しますが、モデルは何も変わりません。

# %% where-things-are [markdown] lang="en"
# ## Where things are
#
# - The list on the left shows the folder `work`. The notebooks in it are **your own copies**: change them as you
#   like. The originals lie next to it, in the folder `labs`.
# - `flowlab` is a small set of Python helpers made for these labs. It draws the pictures and does whatever would
#   distract from the lesson.
# - To run everything again from the start, choose **Run ▸ Restart Kernel and Run All Cells…** in the menu.
# - `make reset LAB=01` puts a fresh copy into `work`. Yours stays beside it, with date and time in its name:
#   `01_training_flow.en.2026-11-28T09-30-00.….ipynb`.

# %% where-things-are [markdown] lang="ja"
# ## どこに何がありますか
#
# - 左の一覧に見えているのは、`work` フォルダーの中です。ここのノートブックは**あなた用のコピー**なので、自由に
#   書き換えられます。元のノートブックは、隣の `labs` フォルダーにあります。
# - `flowlab` は、このラボのために作った Python の小さな部品です。図を描くなど、本題ではないことを引き受けます。
# - 全部のセルを最初から実行し直すには、メニューの **実行 ▸ カーネルを再起動してすべてのセルを実行…** を選びます。
# - `make reset LAB=01` で、`work` に新しいコピーを置けます。今までのものは、
#   `01_training_flow.ja.2026-11-28T09-30-00.….ipynb` のように、日付と時刻の付いた名前で残ります。

# %% a-terminal [markdown] lang="en"
# **Commands that begin with `make`** go into a terminal, in the folder of this project. Open one with **File ▸ New ▸
# Terminal**. It starts in `work`, so type `cd ..` first. (Does its line begin with `lab:`? Then the lab runs in a
# container, where these commands are not at hand: type them where you typed `make lab`, in a second window.)

# %% a-terminal [markdown] lang="ja"
# **`make` で始まるコマンド**は、ターミナルで、このプロジェクトのフォルダーに移ってから入力します。ターミナルは、
# **ファイル ▸ 新規 ▸ ターミナル** で開きます。はじめは `work` の中なので、まず `cd ..` と入力してください。
# （行の頭に `lab:` と出るときは、ラボはコンテナーの中で動いていて、そこでは `make` のコマンドを使えません。
# `make lab` を実行したコンピューターで、もう 1 つターミナルを開いて入力してください。）

# %% imports
import torch
from torch import nn

import flowlab

# %% two-names [markdown] lang="en"
# ## PyTorch and ROCm
#
# **PyTorch** is a Python library with which you build models and let them learn. **ROCm** is AMD's software for
# computing on its GPUs. PyTorch comes in several builds, for CPUs alone, for ROCm and others; the one for ROCm hands its
# work to the GPU through **HIP**, a part of ROCm.

# %% two-names [markdown] lang="ja"
# ## PyTorch と ROCm
#
# **PyTorch** は、モデルを作って学習させるための、Python のライブラリーです。**ROCm** は、AMD の GPU で計算するための
# ソフトウェアです。PyTorch には、CPU だけのもの、ROCm 用のものなど、何種類かあります。ROCm 用の PyTorch は、ROCm の中の
# **HIP** という仕組みを通して、GPU に計算を頼みます。

# %% about-cuda [markdown] lang="en"
# ## Which machine does the work?
#
# On an AMD GPU, PyTorch answers to the name `"cuda"` as well. On ROCm that word is **only a name**, kept so that
# programs written for other cards run unchanged; the work itself goes through HIP. So `device = cuda` alone does not
# tell you which maker's card you have.
#
# `torch.version.hip` tells you one thing more: whether this PyTorch was *built* for ROCm. On a PyTorch built for
# anything else it is `None`.

# %% about-cuda [markdown] lang="ja"
# ## どこで計算しますか？
#
# AMD の GPU でも、PyTorch の中では `"cuda"` という名前を使います。ROCm では、これは**ただの名前**です。
# ほかの GPU のために書かれたプログラムがそのまま動くように、同じ名前が残されています。実際の計算は、HIP を通ります。
# ですから、`device = cuda` という表示だけでは、どのメーカーの GPU かは分かりません。
#
# `torch.version.hip` を見ると、もう 1 つのことが分かります。この PyTorch が ROCm 用に**作られたか**どうかです。
# ROCm 用でなければ `None` になります。

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% choosing [markdown] lang="en"
# What does the work, a GPU or the CPU, is called the **device**. The next cell takes the GPU if PyTorch can use one, else
# the CPU, and says which. If you write `backend = "hip"` in the very first cell, the lab runs on an AMD GPU or stops; with
# `"cpu"` it always takes the CPU.

# %% choosing [markdown] lang="ja"
# 計算をする GPU や CPU を**デバイス**と呼びます。次のセルは、PyTorch から使える GPU があれば GPU を、なければ CPU を選び、
# どちらかを表示します。いちばん上のセルに `backend = "hip"` と書くと、AMD の GPU でだけ動き、なければ止まります。
# `"cpu"` と書くと、いつも CPU で動きます。

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% build-is-not-a-run [markdown] lang="en"
# **A trap.** A HIP version here does not mean that a GPU did the work. A ROCm build on a computer with no AMD GPU still
# shows its HIP version, and a program that falls back quietly then runs on the CPU. This lab never falls back quietly:
# the line above says what was chosen and why.
#
# If you want to *know* that HIP ran, ask `make check`. What it answers stands at the end of this lab.

# %% build-is-not-a-run [markdown] lang="ja"
# **落とし穴があります。** HIP のバージョンが出ても、GPU が計算したとは限りません。AMD の GPU がないコンピューターでも、
# ROCm 用の PyTorch は HIP のバージョンを表示します。そして、だまって CPU に切り替えるプログラムなら、CPU で計算して
# しまいます。このラボは、だまって切り替えることはしません。何を選んだか、なぜ選んだかは、すぐ上に表示されています。
#
# 本当に HIP で動いたかどうかを**知りたい**ときは、`make check` で調べます。その答えの読み方は、このラボの最後にあります。

# %% the-model [markdown] lang="en"
# ## The model: three weights and a bias
#
# `nn.Linear(3, 1)` takes three numbers and gives one. It multiplies each by a weight, adds them up and adds
# a bias:
#
# $$\hat y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b$$
#
# $\hat y$ (say "y hat") is the model's answer, its **prediction**; in the code it is called `pred`. The right answer is
# $y$, without a hat.
#
# Usually a model starts from random numbers. Here we set them, so that you can check everything with a pencil:
# $w = (0.1,\ 0.2,\ 0.3)$ and $b = 0.5$.

# %% the-model [markdown] lang="ja"
# ## モデル：重みが 3 つ、バイアスが 1 つ
#
# `nn.Linear(3, 1)` は、3 つの数を受け取って 1 つの数を返します。それぞれの数に重みを掛けて足し合わせ、最後に
# バイアスを足します。
#
# $$\hat y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b$$
#
# $\hat y$（「ワイハット」と読みます）は、モデルの答え、つまり**予測**です。コードでは `pred` という名前です。正解は、
# 帽子の付かない $y$ で表します。
#
# ふつうはランダムな数から始めます。ここでは、紙と鉛筆で全部確かめられるように、決まった数を入れます。
# $w = (0.1,\ 0.2,\ 0.3)$、$b = 0.5$ です。

# %% three-helpers [markdown] lang="en"
# Three things in the next cell that you will meet again and again:
#
# - A **tensor** is a table of numbers. PyTorch keeps all its numbers in tensors; `torch.tensor(…)` makes one.
# - `with torch.no_grad():` means "take no notes of this". PyTorch usually notes what is computed, so that it can find
#   gradients later (they come in ③). Here we only put numbers in.
# - `.to(device)` moves the model's numbers to the device that was chosen above.

# %% three-helpers [markdown] lang="ja"
# 次のセルには、この後も何度も出てくるものが 3 つあります。
#
# - **テンソル**は、数を並べた表です。PyTorch は、数をすべてテンソルに入れて扱います。`torch.tensor(…)` で作ります。
# - `with torch.no_grad():` は、「この中でしたことは記録しない」という意味です。PyTorch はふつう、後で勾配（③ で
#   説明します）を求められるように、計算を記録します。ここでは数を入れるだけなので、記録はいりません。
# - `.to(device)` は、モデルの中の数を、上で選んだデバイスに移します。

# %% model
model = nn.Linear(3, 1)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
    model.bias.fill_(0.5)
model = model.to(device)

# %% the-data [markdown] lang="en"
# ## One question, one right answer
#
# The input is $x = (1,\ 2,\ 3)$ and the right answer is $y = 2.5$. That is the whole data set. Going once
# through all the data is called an **epoch**; with a single sample, one step *is* the whole epoch.

# %% the-data [markdown] lang="ja"
# ## 問題が 1 つ、正解が 1 つ
#
# 入力は $x = (1,\ 2,\ 3)$、正解は $y = 2.5$ です。データはこれだけです。すべてのデータをひと通り
# 使うことを**エポック**と呼びます。ここではデータが 1 つしかないので、1 ステップがそのまま 1 エポックになります。

# %% data
x = torch.tensor([[1.0, 2.0, 3.0]], device=device)
y_true = torch.tensor([[2.5]], device=device)

# %% loss-and-optimizer [markdown] lang="en"
# **`MSELoss`** squares the error (and takes the mean, here of one number).
#
# An **optimizer** is what changes the numbers in the model. **`SGD`** is the plainest of optimizers: it moves each
# number against its gradient, by `lr` times as much. This `lr` is the **learning rate**. (What a gradient is comes
# in ③.)

# %% loss-and-optimizer [markdown] lang="ja"
# **`MSELoss`** は、誤差を 2 乗します（そして平均をとりますが、ここでは数が 1 つだけです）。
#
# **オプティマイザー**は、モデルの中の数を直す係です。**`SGD`** は、いちばん単純なオプティマイザーです。それぞれの数を、
# 勾配と反対の向きに、勾配の `lr` 倍だけ動かします。この `lr` を**学習率**と呼びます。（勾配は ③ で説明します。）

# %% optimizer
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

# %% train-mode [markdown] lang="en"
# ## ① train: set the model to learn
#
# This is the first of the three things to look for. A new model is in training mode already. We say it anyway, because
# some kinds of layers behave differently in the two modes. **Dropout** is one: while a model learns, it sets some
# numbers to 0, at random.

# %% train-mode [markdown] lang="ja"
# ## ① train：学習モードにする
#
# 探すものの 1 つ目です。新しく作ったモデルは、はじめから学習モードです。それでも、はっきり書いておきます。
# モードによって動きの変わる層もあるからです。たとえば**ドロップアウト**は、学習モードのときだけ、一部の数を
# ランダムに選んで 0 にします。

# %% train
model.train()
print("model.training =", model.training)

# %% keep-before [markdown] lang="en"
# To see a change you need a "before". So we keep a copy of the weights and of the bias.
#
# - `.detach()` takes the numbers alone and leaves PyTorch's notes on them behind.
# - `.clone()` copies them. Without it we would hold the same numbers under a second name, and they would change with
#   the model.

# %% keep-before [markdown] lang="ja"
# 変化を見るには、「変わる前」が必要です。そこで、重みとバイアスのコピーを取っておきます。
#
# - `.detach()` は、計算の記録から切り離して、数だけを取り出します。
# - `.clone()` は、それをコピーします。これがないと、同じ数に名前をもう 1 つ付けただけになり、モデルと一緒に
#   変わってしまいます。

# %% before
weight_before = model.weight.detach().clone()
bias_before = model.bias.detach().clone()

# %% forward-math [markdown] lang="en"
# ## Forward: the model answers
#
# $$\hat y = 0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$$
#
# `zero_grad()` first clears gradients that an earlier step may have left. Nothing is there yet, but in a
# loop you must not forget it: `backward()` adds to what it finds.
#
# (`.detach().cpu()` is there for the print alone: just the numbers, fetched from the GPU if that is where they are.)

# %% forward-math [markdown] lang="ja"
# ## forward：モデルが答えを出す
#
# $$\hat y = 0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$$
#
# はじめの `zero_grad()` は、前のステップで残った勾配を消します。今はまだ何もありませんが、ステップを繰り返す
# ときには欠かせません。`backward()` は、残っている勾配に新しい勾配を足すからです。
#
# （`.detach().cpu()` は、表示のためのものです。数だけを取り出し、GPU にあれば CPU に持ってきます。）

# %% forward
optimizer.zero_grad()
pred = model(x)
print("pred =", pred.detach().cpu())

# %% loss-math [markdown] lang="en"
# ## ② loss: how far off?
#
# $$L = (\hat y - y)^2 = (1.9 - 2.5)^2 = (-0.6)^2 = 0.36$$
#
# The second thing to look for. The answer was too small by 0.6; the loss says so as one number. (We round it
# to four digits: a computer's 0.1 is not exactly 0.1, and the true digits end in …8951.)

# %% loss-math [markdown] lang="ja"
# ## ② loss：どれだけ外れたか
#
# $$L = (\hat y - y)^2 = (1.9 - 2.5)^2 = (-0.6)^2 = 0.36$$
#
# 探すものの 2 つ目です。答えは、正解より 0.6 小さい値でした。この外れ具合を 1 つの数にしたのが loss（損失）です。
# （表示は小数第 4 位までに丸めています。コンピューターの 0.1 はぴったり 0.1 ではないので、丸める前の値は
# 0.3599998951 です。）

# %% loss
loss = loss_fn(pred, y_true)
print("loss =", round(loss.item(), 4))

# %% gradients-tracked [markdown] lang="en"
# The prediction remembers how it was computed: `requires_grad = True`. Without that memory there would be
# no way back from the loss to the weights. In lab 02 the same line says `False`.

# %% gradients-tracked [markdown] lang="ja"
# 予測は、自分がどう計算されたかを覚えています。それが `requires_grad = True` です。これを覚えていなければ、
# loss から重みへ戻る道がありません。ラボ 02 では、同じ行が `False` になります。

# %% requires-grad
print("pred.requires_grad =", pred.requires_grad)

# %% backward-math [markdown] lang="en"
# ## ③ backward: which way, and how strongly?
#
# `loss.backward()` walks back from the loss and leaves a **gradient** beside each number: how much the loss
# would grow if that number grew a little.
#
# $$\nabla_w L = 2(\hat y - y)\,x = 2 \cdot (-0.6) \cdot (1,\ 2,\ 3) = (-1.2,\ -2.4,\ -3.6)$$
#
# $$\frac{\partial L}{\partial b} = 2(\hat y - y) = -1.2$$
#
# Read $\nabla_w L$ as "the gradient of the loss for all the weights together", and $\frac{\partial L}{\partial b}$ as
# "how the loss changes when $b$ alone moves a little".

# %% backward-math [markdown] lang="ja"
# ## ③ backward：どちらへ、どのくらい強く？
#
# `loss.backward()` は、loss から計算を逆向きにたどり、それぞれの数の横に**勾配**を残します。勾配は、その数が少し
# 増えたとき、loss がどれだけ増えるかを表します。
#
# $$\nabla_w L = 2(\hat y - y)\,x = 2 \cdot (-0.6) \cdot (1,\ 2,\ 3) = (-1.2,\ -2.4,\ -3.6)$$
#
# $$\frac{\partial L}{\partial b} = 2(\hat y - y) = -1.2$$
#
# $\nabla_w L$ は「すべての重みについての、loss の勾配」、$\frac{\partial L}{\partial b}$ は「$b$ だけを少し
# 動かしたときの、loss の変わり方」という意味です。

# %% gradient-from-where [markdown] lang="en"
# **Where does $2(\hat y - y)\,x$ come from?** Two steps:
#
# - The loss is $(\hat y - y)^2$. If the answer changes a little, the loss changes $2(\hat y - y)$ times as much: that is
#   how steep a square is there. Here that is $-1.2$ times: the answer up by 0.01, the loss down by about 0.012.
# - If the weight $w_i$ grows a little, the answer grows $x_i$ times as much; with the bias, once as much.
#
# Multiply the two. All gradients come out negative: the loss falls when these numbers grow. (Nothing in the model has
# changed so far.)

# %% gradient-from-where [markdown] lang="ja"
# **$2(\hat y - y)\,x$ は、どこから来たのでしょうか。** 2 つに分けて考えます。
#
# - loss は $(\hat y - y)^2$ です。答えが少し変わると、loss はその $2(\hat y - y)$ 倍だけ変わります。これは、2 乗の
#   グラフの、そこでの傾きです。ここでは $-1.2$ 倍です。答えが 0.01 増えると、loss は約 0.012 減ります。
# - 重み $w_i$ が少し増えると、答えはその $x_i$ 倍だけ増えます。バイアスなら、ちょうど同じだけ増えます。
#
# この 2 つを掛けたものが勾配です。ここでは、どれも負の数になりました。つまり、重みやバイアスを増やすと、loss は
# 減ります。（モデルの中の数は、まだ変わっていません。）

# %% backward
loss.backward()

# %% step-math [markdown] lang="en"
# ## ④ step: change the numbers
#
# $$w_{\text{new}} = w - \text{lr} \cdot \nabla_w L = (0.1,\ 0.2,\ 0.3) - 0.1 \cdot (-1.2,\ -2.4,\ -3.6) = (0.22,\ 0.44,\ 0.66)$$
#
# The third thing to look for is `weight changed`. We ask whether the weights are *exactly* what they were,
# not whether they are nearly so: a real training step can be very small and is a step all the same.

# %% step-math [markdown] lang="ja"
# ## ④ step：数を直す
#
# $$w_{\text{new}} = w - \text{lr} \cdot \nabla_w L = (0.1,\ 0.2,\ 0.3) - 0.1 \cdot (-1.2,\ -2.4,\ -3.6) = (0.22,\ 0.44,\ 0.66)$$
#
# 探すものの 3 つ目が `weight changed` です。重みが前と「だいたい同じか」ではなく、「ぴったり同じか」を調べます。
# 実際の学習では、1 ステップの変化がとても小さいこともあります。それでも、1 ステップであることに変わりはありません。

# %% step
optimizer.step()
print("weight changed =", not torch.equal(weight_before, model.weight))
print("weight.grad =", model.weight.grad.cpu())

# %% the-change [markdown] lang="en"
# ## What exactly changed?
#
# The weights moved, and so did the bias, which is easy to forget: $b_{\text{new}} = 0.5 - 0.1 \cdot (-1.2) = 0.62$.

# %% the-change [markdown] lang="ja"
# ## 何がどう変わりましたか？
#
# 重みが動きました。忘れやすいのですが、バイアスも動いています。$b_{\text{new}} = 0.5 - 0.1 \cdot (-1.2) = 0.62$ です。

# %% after
print("weight:", weight_before.cpu(), "->", model.weight.detach().cpu())
print("bias:", bias_before.cpu(), "->", model.bias.detach().cpu())

# %% picture-step
flowlab.pictures.training_step(x, weight_before, bias_before, pred, y_true, loss, model)

# %% picture-weights
flowlab.pictures.weights(weight_before, bias_before, model)

# %% did-it-learn [markdown] lang="en"
# ## It changed. Did it learn?
#
# So far we have seen that training *happened*. Now ask the changed model the same question again, without
# training it. A better model would be nearer to 2.5.

# %% did-it-learn [markdown] lang="ja"
# ## 変わりました。では、かしこくなったでしょうか？
#
# ここまでで、学習が**起きた**ことは分かりました。今度は、変わったモデルに同じ問題をもう一度出します。ここでは
# 学習させません。モデルが良くなっていれば、答えは 2.5 に近づくはずです。

# %% ask-again
with torch.no_grad():
    pred_after = model(x)
    loss_after = loss_fn(pred_after, y_true)
print("pred after the step =", round(pred_after.item(), 4))
print("loss after the step =", round(loss_after.item(), 4))

# %% worse [markdown] lang="en"
# **The loss went up, from 0.36 to 1.44.** Nothing is broken, and you did nothing wrong. The direction was
# right, but the step was too long: the answer jumped from 1.9 over 2.5 to 3.7 and is now twice as far off on
# the other side ($-0.6$ before, $+1.2$ after).

# %% worse [markdown] lang="ja"
# **loss は 0.36 から 1.44 に増えました。** 故障ではありません。あなたの間違いでもありません。向きは正しかった
# のですが、1 歩が大きすぎたのです。答えは 1.9 から 2.5 を飛び越えて 3.7 になり、正解の反対側に、前の 2 倍も外れて
# しまいました（誤差は $-0.6$ から $+1.2$ になりました）。

# %% why-twice [markdown] lang="en"
# **Why just twice?** Call the error $e = \hat y - y$. The step moved each weight by $-\text{lr} \cdot 2e\,x_i$, and in the
# answer this is multiplied by $x_i$ once more. The bias moved by $-\text{lr} \cdot 2e$. Together, the answer moved by
#
# $$-\text{lr} \cdot 2e \cdot (1^2 + 2^2 + 3^2 + 1) = -30 \cdot \text{lr} \cdot e$$
#
# So the new error is $1 - 30 \cdot \text{lr}$ times the old one, and with $\text{lr} = 0.1$ that is $-2$ times. More of
# the same steps would make it worse and worse.

# %% why-twice [markdown] lang="ja"
# **なぜ、ちょうど 2 倍なのでしょうか。** 誤差を $e = \hat y - y$ と書きます。step は、それぞれの重みを
# $-\text{lr} \cdot 2e\,x_i$ だけ動かしました。答えの中では、これにもう一度 $x_i$ が掛かります。バイアスは
# $-\text{lr} \cdot 2e$ だけ動きました。合わせると、答えは次の量だけ動いたことになります。
#
# $$-\text{lr} \cdot 2e \cdot (1^2 + 2^2 + 3^2 + 1) = -30 \cdot \text{lr} \cdot e$$
#
# ですから、誤差は $1 - 30 \cdot \text{lr}$ 倍になります。$\text{lr} = 0.1$ なら $-2$ 倍です。同じステップを
# 繰り返すと、どんどん悪くなります。

# %% not-the-same [markdown] lang="en"
# Keep this: **"the weights changed" is not the same as "the model got better".** What decides here is the learning
# rate. With `lr=0.01`, for one, the loss falls from 0.36 to 0.1764: change it in the optimizer cell, run all cells again,
# and see. Lab 04 tries several rates and finds those that work.

# %% not-the-same [markdown] lang="ja"
# ここがいちばん大事です。**「重みが変わった」ことと、「モデルが良くなった」ことは、同じではありません。** ここで
# 決め手になるのは学習率です。たとえば `lr=0.01` なら、loss は 0.36 から 0.1764 に減ります。オプティマイザーのセルで
# 学習率を書き換え、全部のセルをもう一度実行して、確かめてみましょう。ラボ 04 では、いろいろな学習率を試します。

# %% summary [markdown] lang="en"
# ## What you saw
#
# - **forward** gave an answer (1.9), **loss** measured how far off it was (0.36), **backward** found the
#   corrections, **step** applied them. `weight.grad` is the value in between: the output of backward, the
#   input of step.
# - Training is this round, again and again: real models take thousands to millions of steps, with a learning
#   rate small enough for the loss to fall. One step on its own promises nothing.
# - Training is more work than inference: besides answering, it computes corrections and applies them. Lab
#   03 measures how much more.
#
# **Next:** open `02_inference_flow.en.ipynb`, the same model without learning.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - **forward** が答え（1.9）を出し、**loss** が外れ具合（0.36）を測り、**backward** が直し方を調べ、**step** が
#   実際に直しました。`weight.grad` はその途中の値です。backward が出し、step が使います。
# - 学習とは、この流れを、loss が減るくらい小さな学習率で、何度も繰り返すことです。実際のモデルでは、数千回から
#   数百万回も繰り返します。1 ステップだけでは、良くなるとは限りません。
# - 学習は、推論（答えを出すこと）より手間がかかります。直し方を計算し、実際に直すからです。どのくらい違うかは、
#   ラボ 03 で測ります。
#
# **次は** `02_inference_flow.ja.ipynb` を開いてください。同じモデルを、学習させずに使います。

# %% what-check-answers [markdown] lang="en"
# ## What `make check` answers
#
# It runs all labs, watches them, recomputes every number, and ends in a line such as `labs PASS · HIP NOT PROVED: …`.
#
# | it says | it means |
# | --- | --- |
# | `labs PASS` | every notebook did what it says (`FAIL`: not every one) |
# | `HIP PROVED` | all five conditions below hold in every lab: the work went through HIP on an AMD GPU |
# | `HIP NOT PROVED` | that could not be shown; the first condition that is missing comes with it |
#
# **On a CPU, NOT PROVED is no failure.** With `labs PASS` beside it, training ran as it should.

# %% what-check-answers [markdown] lang="ja"
# ## `make check` の答えの読み方
#
# `make check` は、すべてのラボを実行し、数を計算し直して、最後に `ラボ PASS · HIP NOT PROVED：…` のような 1 行を
# 表示します。
#
# | 表示 | 意味 |
# | --- | --- |
# | `ラボ PASS` | どのノートブックも、書いてあるとおりに動きました（`FAIL` なら、動かなかったものがあります） |
# | `HIP PROVED` | どのラボでも、下の 5 つの条件がそろいました。AMD の GPU で、HIP を通して計算しました |
# | `HIP NOT PROVED` | AMD の GPU で計算したとは言えません。足りなかった条件も表示されます |
#
# **CPU で NOT PROVED になるのは、失敗ではありません。** `ラボ PASS` なら、学習は正しく動いています。

# %% five-conditions [markdown] lang="en"
# **The five conditions of HIP PROVED:**
#
# | no. | condition | what must be so |
# | --- | --- | --- |
# | 1 | build | `torch.version.hip` is a version, and `torch.version.cuda` is `None` |
# | 2 | device | there is a GPU, and this PyTorch has code for its kind (`gfx…`) |
# | 3 | residency | weights and bias, input and prediction all lie on that GPU |
# | 4 | execution | the GPU was seen at work in forward, backward and update, as far as the lab has them |
# | 5 | arithmetic | but for rounding, the results agree with exact fractions and with the same step on the CPU |

# %% five-conditions [markdown] lang="ja"
# **HIP PROVED になるための 5 つの条件：**
#
# | 番号 | 条件 | 確かめること |
# | --- | --- | --- |
# | 1 | PyTorch の種類 | `torch.version.hip` がバージョンで、`torch.version.cuda` が `None` |
# | 2 | GPU | GPU があり、その種類（`gfx…`）用のコードが PyTorch に入っている |
# | 3 | 数の置き場所 | 重み、バイアス、入力、予測が、すべてその GPU の上にある |
# | 4 | GPU で動いた計算 | forward、backward、更新（ラボにあるもの）で GPU が動いたことを、プロファイラーが見た |
# | 5 | 計算の結果 | 丸めによるわずかな差を除いて、分数での正確な計算とも、CPU での同じステップとも一致する |

# %% what-is-missing [markdown] lang="en"
# So if you saw a version after `torch.version.hip =`, half of condition 1 holds, and no more is known. The other half and
# the other four are for `make check` to find out.

# %% what-is-missing [markdown] lang="ja"
# ですから、`torch.version.hip =` の後にバージョンが表示されても、条件 1 の半分が分かっただけです。もう半分と、残りの
# 4 つは、`make check` が調べます。

# %% check-your-own [markdown] lang="en"
# `flowlab.check()` in the last cell judges your own copy, as it is saved; where something ran that is not saved, it says
# so. It compares with the lab as it was: a copy with another `lr` fails, and it says that `lr` is another. In a terminal
# `make check NOTEBOOK=work/01_training_flow.en.ipynb` does the same.

# %% check-your-own [markdown] lang="ja"
# 最後のセルの `flowlab.check()` は、保存してある自分のノートブックを判定します。実行したのに保存していないところが
# あれば、そう教えてくれます。比べる相手は元のラボです。`lr` を変えたノートブックは不合格になり、`lr` が違うと表示され
# ます。ターミナルなら `make check NOTEBOOK=work/01_training_flow.ja.ipynb` です。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("1.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=01` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("1.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
# 3. `make reset LAB=01` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **1.1 Leave the step out.** Put a `#` in front of `optimizer.step()`.
#
# What to expect: the gradients are there as before, but `weight changed = False`. `backward` only finds out; `step`
# is what changes.

# %% exercise-1 [markdown] lang="ja"
# **1.1 step を実行しない。** `optimizer.step()` の前に `#` を付けます。
#
# 予想：勾配は前と同じですが、`weight changed = False` になります。`backward` は調べるだけです。実際に数を変えるのは
# `step` です。

# %% exercise-2 [markdown] lang="en"
# **1.2 Land on the goal.** Set the learning rate to `lr=1 / 30`.
#
# What to expect: the error is multiplied by $1 - 30 \cdot \frac{1}{30} = 0$. One step lands on 2.5, and the loss after
# the step is 0.

# %% exercise-2 [markdown] lang="ja"
# **1.2 ちょうど正解に着く。** 学習率を `lr=1 / 30` にします。
#
# 予想：誤差は $1 - 30 \cdot \frac{1}{30} = 0$ 倍になります。1 ステップでちょうど 2.5 になり、更新後の loss は 0 です。

# %% exercise-3 [markdown] lang="en"
# **1.3 Ask another question.** Let the input be `[[3.0, 2.0, 1.0]]`. First take a pencil: what are the prediction, the
# loss and the gradients?
#
# What to expect: the prediction is $0.1 \cdot 3 + 0.2 \cdot 2 + 0.3 \cdot 1 + 0.5 = 1.5$, the loss 1, the gradients
# $(-6,\ -4,\ -2)$ and $-2$: now the first weight moves most, because its input is the largest.

# %% exercise-3 [markdown] lang="ja"
# **1.3 別の問題を出す。** 入力を `[[3.0, 2.0, 1.0]]` にします。まず紙と鉛筆で、予測、loss、勾配を求めてみましょう。
#
# 予想：予測は $0.1 \cdot 3 + 0.2 \cdot 2 + 0.3 \cdot 1 + 0.5 = 1.5$、loss は 1、勾配は $(-6,\ -4,\ -2)$ と $-2$ です。
# 今度は 1 つ目の重みがいちばん大きく動きます。入力がいちばん大きいからです。

# %% your-answer
flowlab.check()
