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
# # 04 · The learning rate
#
# In lab 01 the step changed the weights and made the loss *worse*: from 0.36 to 1.44. The direction was right; the
# step was too long. Here you predict, with a pencil, which learning rates work; then you measure; then you let a small
# network really learn something. It takes 15 minutes; run the cells from top to bottom with **Shift + Enter**.
#
# **Look for three things:**
#
# 1. four lines, predicted before anything runs;
# 2. the measured points, lying on them;
# 3. a network that starts with nonsense and ends close to the truth.

# %% title [markdown] lang="ja"
# # 04 · 学習率
#
# ラボ 01 では、1 ステップで重みは変わりましたが、loss は 0.36 から 1.44 に**増えて**しまいました。
# 向きは正しかったのですが、1 歩が大きすぎたのです。ここではまず、どの学習率ならうまくいくかを紙と鉛筆で予想し、
# 次に測って確かめます。最後に、小さなネットワークに本当に何かを学習させます。時間は 15 分です。
# 上から順に **Shift + Enter** で実行してください。
#
# **次の 3 つを探しましょう。**
#
# 1. 実行する前に予想した、4 本の線
# 2. その線の上に並ぶ、実際に測った点
# 3. でたらめな答えから始まって、最後には正解に近づくネットワーク

# %% imports
import torch
from torch import nn

import flowlab

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% predict [markdown] lang="en"
# ## First predict
#
# The model of lab 01 again: $x = (1,\ 2,\ 3)$, the right answer is $y = 2.5$, the first answer is 1.9. Call the error
# $e = \hat y - y$; it begins at $-0.6$. A step changes each weight by $-\text{lr} \cdot 2e\,x_i$ and the bias by
# $-\text{lr} \cdot 2e$. So the answer moves by
#
# $$-\text{lr} \cdot 2e \cdot (1^2 + 2^2 + 3^2 + 1) = -30 \cdot \text{lr} \cdot e$$
#
# $$e_{\text{new}} = (1 - 30 \cdot \text{lr}) \cdot e$$
#
# Every step multiplies the error by the same number, the **factor** $1 - 30 \cdot \text{lr}$. If it lies between $-1$
# and $1$, the error shrinks; that is so for every lr between 0 and $1/15$. The loss is $e^2$.

# %% predict [markdown] lang="ja"
# ## まず予想する
#
# もう一度、ラボ 01 のモデルを使います。$x = (1,\ 2,\ 3)$、正解は $y = 2.5$、最初の答えは 1.9 です。
# 誤差を $e = \hat y - y$ と書きます。はじめは $-0.6$ です。1 ステップで、重みはそれぞれ $-\text{lr} \cdot 2e\,x_i$、
# バイアスは $-\text{lr} \cdot 2e$ だけ変わります。ですから、答えは次の量だけ動きます。
#
# $$-\text{lr} \cdot 2e \cdot (1^2 + 2^2 + 3^2 + 1) = -30 \cdot \text{lr} \cdot e$$
#
# $$e_{\text{new}} = (1 - 30 \cdot \text{lr}) \cdot e$$
#
# つまり、誤差は 1 ステップごとに $1 - 30 \cdot \text{lr}$ 倍になります。この**倍率**は毎回同じです。倍率が $-1$ と
# $1$ の間にあれば、誤差は小さくなります。lr が 0 と $1/15$ の間にあれば、そうなります。loss は $e^2$ です。

# %% rates
rates = [0.01, 1 / 30, 1 / 15, 0.1]
for lr in rates:
    print(f"factor at lr {lr:.4f} = {1 - 30 * lr:.4f}")

# %% predicted
predicted = {lr: [0.36 * (1 - 30 * lr) ** (2 * step) for step in range(21)] for lr in rates}

# %% measure-it [markdown] lang="en"
# ## Then measure
#
# For each learning rate a fresh model takes 20 real steps, with the very round of lab 01. The formula above plays no
# part in this.

# %% measure-it [markdown] lang="ja"
# ## 次に測る
#
# 学習率ごとに新しいモデルを作り、実際に 20 ステップ学習させます。1 ステップの中身は、ラボ 01 とまったく同じです。
# 測るときには、上の式は使いません。

# %% data
x = torch.tensor([[1.0, 2.0, 3.0]], device=device)
y_true = torch.tensor([[2.5]], device=device)
loss_fn = nn.MSELoss()


# %% fresh-model
def fresh_model():
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
        model.bias.fill_(0.5)
    return model.to(device)


# %% one-step
def one_step(model, optimizer, x, y_true):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y_true)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% twenty-steps
curves = {}
for lr in rates:
    model = fresh_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    curves[lr] = [one_step(model, optimizer, x, y_true) for _ in range(20)]
    curves[lr].append(loss_fn(model(x), y_true).item())

# %% losses
for lr in rates:
    print(f"loss at lr {lr:.4f} = {curves[lr][1]:.4g} after 1 step, {curves[lr][20]:.4g} after 20")

# %% picture-rates
flowlab.pictures.rates(curves, predicted)

# %% four-fates [markdown] lang="en"
# The lines are predicted, the points measured. The loss stands on a log scale, as the sizes in lab 03 did: what is
# multiplied by the same number each time makes a straight line. Four learning rates, four fates:
#
# - **0.01**: the factor is 0.7: each time, three tenths of the error go. Slow and sure.
# - **1/30**: the factor is 0: one step lands on 2.5. (Only here, where there is one sample and we know the formula.
#   Should a tiny error be left, it is rounding.)
# - **1/15**: the factor is $-1$: the answer swings between 1.9 and 3.1 for ever, and the loss stays at 0.36.
# - **0.1**, the rate of lab 01: the factor is $-2$. Each step jumps over the goal and lands twice as far away. After
#   20 steps the loss is about 400 billion (400,000,000,000).
#
# So the step of lab 01 was no bad luck. Repeating it could never have helped: **"repeat and the loss falls" holds only
# for a learning rate that is small enough.**

# %% four-fates [markdown] lang="ja"
# 線は予想、点は測った値です。縦軸の loss は、ラボ 03 の図の横軸と同じ対数目盛りです。毎回同じ倍率で変わるものは、
# まっすぐな線になります。4 つの学習率は、4 つの違う結果になりました。
#
# - **0.01**：倍率は 0.7 です。誤差は毎回 3 割ずつ減ります。ゆっくりですが、確実です。
# - **1/30**：倍率は 0 です。1 ステップで、ちょうど 2.5 になります。（データが 1 つだけで、
#   式が分かっているからできることです。小さな誤差が残ることがあれば、それは数を丸めたためです。）
# - **1/15**：倍率は $-1$ です。答えは 1.9 と 3.1 の間をいつまでも行き来し、loss は 0.36 のままです。
# - **0.1**：ラボ 01 で使った学習率です。倍率は $-2$ なので、1 ステップごとに正解を飛び越えて、2 倍遠くへ
#   行きます。20 ステップの後、loss は約 4000 億（400,000,000,000）になります。
#
# つまり、ラボ 01 の結果は、運が悪かったのではありません。あの学習率では、何回繰り返しても良くはなりません。**「繰り返
# せば loss が減る」のは、学習率が十分に小さいときだけです。**

# %% real-learning [markdown] lang="en"
# ## From one step to real learning
#
# One sample is not much to learn. Now there are 120: points on a sine wave, each moved up or down a little at random
# (this is called **noise**). The network gets to see 90. The other 30 are **held out**: it never learns from them, so
# they tell whether it found the wave or just memorized the points.

# %% real-learning [markdown] lang="ja"
# ## 1 ステップから、本当の学習へ
#
# データが 1 つでは、学ぶことがあまりありません。今度は 120 個使います。サイン波の上の点を、
# ランダムに少しだけ上下にずらしたものです（このずれを**ノイズ**と呼びます）。ネットワークに見せるのは 90 個です。
# 残りの 30 個は**テスト用**に取っておき、学習には使いません。この 30 個を使うと、波の形を見つけたのか、
# 点を丸暗記しただけなのかが分かります。

# %% data-set
flowlab.repeatable(seed=4)
points = torch.linspace(-3, 3, 120).unsqueeze(1)
waves = torch.sin(points) + 0.15 * torch.randn(120, 1)
order = torch.randperm(120)
x_train, y_train = points[order[:90]].to(device), waves[order[:90]].to(device)
x_test, y_test = points[order[90:]].to(device), waves[order[90:]].to(device)

# %% the-network [markdown] lang="en"
# A straight line cannot follow a wave. So between two `Linear` layers stands a `Tanh`, which bends the line. In lab 01
# the model had 4 numbers to change; this one has 97.

# %% the-network [markdown] lang="ja"
# まっすぐな線では、波の形は表せません。そこで、2 つの `Linear` の間に、線を曲げる働きをする `Tanh` を入れます。
# ラボ 01 のモデルには、直す数が 4 つありました。このネットワークには 97 個あります。

# %% network
net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1)).to(device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


# %% ask
def ask(x):
    with torch.no_grad():
        return net(x)


# %% learn
grid = torch.linspace(-3, 3, 121, device=device).unsqueeze(1)
losses, held_out, fits = [], [], {0: ask(grid)}
for epoch in range(1, 401):
    losses.append(one_step(net, optimizer, x_train, y_train))
    held_out.append(loss_fn(ask(x_test), y_test).item())
    fits |= {epoch: ask(grid)} if epoch in (20, 400) else {}

# %% the-same-step [markdown] lang="en"
# `one_step` is the same function as above: nothing about learning is new here, there is just more of it. All 90 points
# go in as one batch, so one step is again one epoch, and there are 400 of them. `fits` keeps what the network answers
# before, after 20 and after 400 epochs.
#
# (lr = 0.1 works here and failed above: which rate is good depends on the data and the model. That is why people
# search for it.)

# %% the-same-step [markdown] lang="ja"
# `one_step` は、上で使った関数と同じです。学習のしかたは何も変わっていません。回数が増えただけです。90 個の点を 1 つの
# バッチにまとめて使うので、ここでも 1 ステップが 1 エポックになり、それを 400 回繰り返します。`fits` には、
# 学習の前、20 エポックの後、400 エポックの後の、ネットワークの答えを取っておきます。
#
# （lr = 0.1 は、上では失敗しましたが、ここではうまくいきます。ちょうどよい学習率は、データとモデルによって変わります。
# だから、人は学習率を探すのです。）

# %% baseline
baseline = loss_fn(y_train.mean().expand_as(y_test), y_test).item()

# %% picture-learning
flowlab.pictures.learning(losses, held_out, baseline)

# %% picture-fits
flowlab.pictures.fits((x_train, y_train), (x_test, y_test), grid, fits)

# %% did-it-learn [markdown] lang="en"
# ## Did it learn?
#
# This time, yes, and we can say how we know: on 30 points that it never saw, its error is far below that of a model
# that always answers with the mean. It does not fall to 0, because there is noise in the data, and that is as it
# should be.

# %% did-it-learn [markdown] lang="ja"
# ## かしこくなったでしょうか？
#
# 今度は、「はい」と言えます。そう言える理由もあります。一度も見ていない 30 個の点での誤差が、いつも平均値を
# 答えるだけのモデルより、ずっと小さいからです。データにはノイズがあるので、誤差は 0 にはなりません。
# それで正しいのです。

# %% verdict
print(f"held-out error = {held_out[-1]:.4f}")
print(f"error of the mean = {baseline:.4f}")

# %% summary [markdown] lang="en"
# ## What you saw
#
# - The learning rate decides between slow, perfect, useless and disastrous; for the model of lab 01 you could predict
#   which with a pencil, and the measurement agreed.
# - Training is the round of lab 01, repeated. With a rate that is small enough, the loss falls.
# - Whether a model *learned* is asked with data that it has not seen.
#
# **Next:** `05_under_the_hood.en.ipynb` looks at what PyTorch really ran during one such step.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - 学習率しだいで、ゆっくり進む、一度で正解になる、いつまでも進まない、どんどん悪くなる、という違いが出ます。
#   ラボ 01 のモデルでは、どれになるかを紙と鉛筆で予想でき、測った結果も同じでした。
# - 学習とは、ラボ 01 の流れを繰り返すことです。学習率が十分に小さければ、loss は減っていきます。
# - 本当に**学習した**かどうかは、見せていないデータで確かめます。
#
# **次は** `05_under_the_hood.ja.ipynb` です。このような 1 ステップの間に、PyTorch が実際に何を動かしていたのかを
# 見ます。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. In a terminal, `make check NOTEBOOK=work/04_learning_rate.en.ipynb EXERCISE=4.1` tells whether it is done.
# 3. `make reset LAB=04` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. ターミナルで `make check NOTEBOOK=work/04_learning_rate.ja.ipynb EXERCISE=4.1` と入力すると、できたかどうかが分かります。
# 3. `make reset LAB=04` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **4.1 Halve the error.** Write `0.05` in place of `0.01` in `rates`.
#
# What to expect: the factor is $1 - 30 \cdot 0.05 = -0.5$. The answer jumps from one side of the goal to the other, and
# each time it is only half as far off.

# %% exercise-1 [markdown] lang="ja"
# **4.1 誤差を半分にする。** `rates` の `0.01` を `0.05` に変えます。
#
# 予想：倍率は $1 - 30 \cdot 0.05 = -0.5$ です。答えは、毎回正解を飛び越えて反対側へ行きますが、そのたびに誤差は
# 半分になります。

# %% exercise-2 [markdown] lang="en"
# **4.2 Just too much.** In `rates`, write `0.07` in place of `0.1`.
#
# What to expect: the factor is $-1.1$. The loss rises by about a fifth with each step, slowly at first: after 20 steps
# it is about 16. A rate that is only a little too large is the hardest to notice.

# %% exercise-2 [markdown] lang="ja"
# **4.2 ほんの少しだけ大きすぎる。** `rates` の `0.1` を `0.07` に変えます。
#
# 予想：倍率は $-1.1$ です。loss は 1 ステップごとに約 2 割ずつ増えます。はじめはゆっくりですが、20 ステップの後には約
# 16 になります。少しだけ大きすぎる学習率が、いちばん気づきにくいのです。

# %% exercise-3 [markdown] lang="en"
# **4.3 Let the network run away.** Set the network's learning rate to `lr=0.3`.
#
# What to expect: the loss grows until it is no number any more (it is shown as `nan`), and the network has learned
# nothing. The same lesson as in lab 01, on a larger scale.

# %% exercise-3 [markdown] lang="ja"
# **4.3 ネットワークを暴走させる。** ネットワークの学習率を `lr=0.3` にします。
#
# 予想：loss はどんどん大きくなり、最後には数ではなくなります（`nan` と表示されます）。ネットワークは何も
# 学習できません。ラボ 01 で見たことが、もっと大きな規模で起こります。
