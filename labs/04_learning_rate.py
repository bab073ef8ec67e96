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
# network really learn something. To read and run it takes about 15 minutes; run the cells from top to bottom with
# **Shift + Enter**.
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
# 次に測って確かめます。最後に、小さなネットワークに本当に何かを学習させます。読みながら実行して、約 15 分です。
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
# $e = \hat y - y$; it begins at $-0.6$.
#
# One step moves the answer by $-30 \cdot \text{lr} \cdot e$. (The 30 is $2 \cdot (1^2 + 2^2 + 3^2 + 1)$: the 2 comes from
# the square in the loss, $1^2$, $2^2$ and $3^2$ from the three inputs, the last 1 from the bias. Lab 01 has it step by
# step.) So the error becomes
#
# $$e_{\text{new}} = (1 - 30 \cdot \text{lr}) \cdot e$$

# %% predict [markdown] lang="ja"
# ## まず予想する
#
# もう一度、ラボ 01 のモデルを使います。$x = (1,\ 2,\ 3)$、正解は $y = 2.5$、最初の答えは 1.9 です。
# 誤差を $e = \hat y - y$ と書きます。はじめは $-0.6$ です。
#
# 1 ステップで、答えは $-30 \cdot \text{lr} \cdot e$ だけ動きます。30 は $2 \cdot (1^2 + 2^2 + 3^2 + 1)$ です。2 は loss の
# 2 乗から、$1^2$、$2^2$、$3^2$ は 3 つの入力から、最後の 1 はバイアスから来ています（詳しい計算は、ラボ 01 に
# あります）。ですから、新しい誤差は次のようになります。
#
# $$e_{\text{new}} = (1 - 30 \cdot \text{lr}) \cdot e$$

# %% the-factor [markdown] lang="en"
# Every step multiplies the error by the same number, the **factor** $1 - 30 \cdot \text{lr}$. If it lies between $-1$
# and $1$, the error shrinks; that is so for every lr between 0 and $1/15$. Beyond, it grows.

# %% the-factor [markdown] lang="ja"
# つまり、誤差は 1 ステップごとに $1 - 30 \cdot \text{lr}$ 倍になります。この**倍率**は毎回同じです。倍率が $-1$ と
# $1$ の間にあれば、誤差は小さくなります。lr が 0 と $1/15$ の間にあれば、そうなります。それより大きければ、誤差は
# 大きくなっていきます。

# %% rates
rates = [0.01, 1 / 30, 1 / 15, 0.1]
for lr in rates:
    print(f"factor at lr {lr:.4f} = {1 - 30 * lr:.4f}")

# %% predicted-loss [markdown] lang="en"
# The loss is $e^2$, so each step multiplies it by the factor twice. `predicted` holds, for each learning rate, the loss at
# the start (0.36) and after each of 20 steps.

# %% predicted-loss [markdown] lang="ja"
# loss は $e^2$ なので、1 ステップごとに、倍率が 2 回掛かります。`predicted` には、学習率ごとに、はじめの loss（0.36）と、
# 1 ステップ後から 20 ステップ後までの loss の予想を入れます。

# %% predicted
predicted = {}
for lr in rates:
    factor = 1 - 30 * lr
    predicted[lr] = [0.36 * factor ** (2 * step) for step in range(21)]

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

# %% reading-the-picture [markdown] lang="en"
# **How to read it.** The lines are predicted, the points measured. The loss stands on a log scale, as the sizes in lab 03
# did: what is multiplied by the same number each time makes a straight line.
#
# On a log scale there is no 0. What is below 0.00000001 is drawn on the dotted line at the bottom, *practically 0*. That
# is why the line of 1/30 is not straight: its loss is predicted to be exactly 0 after one step, so it falls to the dotted
# line and stays there.

# %% reading-the-picture [markdown] lang="ja"
# **図の見方。** 線は予想、印は測った値です。縦軸の loss は、ラボ 03 の図の横軸と同じ対数目盛りです。毎回同じ倍率で変わる
# ものは、まっすぐな線になります。
#
# ただし、対数目盛りには 0 がありません。そこで、0.00000001 より小さい値は、いちばん下の「ほぼ 0」の点線の上に描きます。
# 1/30 の線がまっすぐでないのは、そのためです。予想では、1 ステップで loss がちょうど 0 になるので、線は点線まで落ち、
# その後は点線の上を進みます。

# %% four-fates [markdown] lang="en"
# **Four learning rates, four fates:**
#
# - **0.01**: the factor is 0.7: each step takes three tenths of the error away. Slow and sure.
# - **1/30**: the factor is 0: one step lands on 2.5. (Only here, where there is one sample and we know the formula.
#   Should a tiny error be left, it is rounding.)
# - **1/15**: the factor is $-1$: the answer swings between 1.9 and 3.1 for ever, and the loss stays at 0.36.
# - **0.1**, the rate of lab 01: the factor is $-2$. Each step jumps over the goal and lands twice as far away. After
#   20 steps the loss is about 400 billion (400,000,000,000).

# %% four-fates [markdown] lang="ja"
# **4 つの学習率で、4 つの違う結果になりました。**
#
# - **0.01**：倍率は 0.7 です。誤差は毎回 3 割ずつ減ります。ゆっくりですが、確実です。
# - **1/30**：倍率は 0 です。1 ステップで、ちょうど 2.5 になります。（データが 1 つだけで、
#   式が分かっているからできることです。小さな誤差が残ることがあれば、それは数を丸めたためです。）
# - **1/15**：倍率は $-1$ です。答えは 1.9 と 3.1 の間をいつまでも行き来し、loss は 0.36 のままです。
# - **0.1**：ラボ 01 で使った学習率です。倍率は $-2$ なので、1 ステップごとに正解を飛び越えて、2 倍遠くへ
#   行きます。20 ステップの後、loss は約 4000 億（400,000,000,000）になります。

# %% no-bad-luck [markdown] lang="en"
# So the step of lab 01 was not bad luck. Repeating it could never have helped: **"repeat and the loss falls" holds only
# for a learning rate that is small enough.**

# %% no-bad-luck [markdown] lang="ja"
# つまり、ラボ 01 の結果は、運が悪かったのではありません。あの学習率では、何回繰り返しても良くはなりません。
# **「繰り返せば loss が減る」のは、学習率が十分に小さいときだけです。**

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

# %% data-set-words [markdown] lang="en"
# In the next cell, `linspace` lays 120 points side by side from $-3$ to 3, and `unsqueeze(1)` puts them below each other:
# one question a row. `randn` gives the noise. `randperm` shuffles, so that it is chance which 30 are held out.

# %% data-set-words [markdown] lang="ja"
# 次のセルでは、`linspace` で $-3$ から 3 まで 120 個の点を並べ、`unsqueeze(1)` で、1 行に 1 つの問題になるように、縦に
# 並べ直します。`randn` はノイズを作ります。`randperm` は順番をかき混ぜるので、どの 30 個がテスト用になるかは
# ランダムに決まります。

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


# %% the-same-step [markdown] lang="en"
# `one_step` is the same function as above: nothing about learning is new here, there is just more of it. All 90 points
# go in as one batch, so one step is again one epoch, and there are 400 of them.
#
# `losses` keeps the loss of each epoch, `held_out` that of the 30 points which were held out, and `fits` the curve that
# the network answers on `grid`, 121 points close together: before it learns, after 20 and after 400 epochs.

# %% the-same-step [markdown] lang="ja"
# `one_step` は、上で使ったものと同じ関数です。学習のしかたは同じで、回数だけが増えます。90 個の点を 1 つのバッチに
# まとめて使うので、ここでも 1 ステップが 1 エポックです。これを 400 回繰り返します。
#
# `losses` には、エポックごとの loss を、`held_out` には、テスト用の 30 個での loss を取っておきます。`fits` には、
# `grid`（細かく並べた 121 個の点）でネットワークが答える曲線を、学習の前、20 エポックの後、400 エポックの後の 3 回
# 取っておきます。

# %% to-keep
grid = torch.linspace(-3, 3, 121, device=device).unsqueeze(1)
losses, held_out = [], []
fits = {0: ask(grid)}

# %% learn
for epoch in range(1, 401):
    losses.append(one_step(net, optimizer, x_train, y_train))
    held_out.append(loss_fn(ask(x_test), y_test).item())
    if epoch in (20, 400):
        fits[epoch] = ask(grid)

# %% which-rate [markdown] lang="en"
# The rate is 0.1. For the model of lab 01 that was too much; this network learns well with it. Which rate is good depends
# on the data and on the model. For a network like this one no short formula tells it, so people try a few.

# %% which-rate [markdown] lang="ja"
# 学習率は 0.1 です。ラボ 01 のモデルには大きすぎましたが、このネットワークでは、うまく学習できます。ちょうどよい
# 学習率は、データとモデルによって違います。このようなネットワークでは、簡単な式で求められないので、いくつか試して
# 決めます。

# %% something-to-compare [markdown] lang="en"
# To judge it we need something to compare it with: a model that always answers the same, the **mean** of the 90 right
# answers it was shown. `baseline` is its loss on the 30 held-out points.

# %% something-to-compare [markdown] lang="ja"
# 良くなったかどうかを言うには、比べる相手がいります。ここでは、何を聞かれても、学習に使った 90 個の正解の**平均値**を
# 答えるモデルと比べます。`baseline` は、そのモデルの、テスト用の 30 個での loss です。

# %% baseline
baseline = loss_fn(y_train.mean().expand_as(y_test), y_test).item()

# %% picture-learning
flowlab.pictures.learning(losses, held_out, baseline)

# %% picture-fits
flowlab.pictures.fits((x_train, y_train), (x_test, y_test), grid, fits)

# %% did-it-learn [markdown] lang="en"
# ## Did it learn?
#
# This time, yes, and we can say how we know: on 30 points that it never saw (*held out*), its loss is far below that of
# a model that always answers with the mean (on the machine where this was written: 0.04 against 0.57). It does not fall to 0,
# because there is noise in the data, and that is as it should be.

# %% did-it-learn [markdown] lang="ja"
# ## かしこくなったでしょうか？
#
# 今度は、「はい」と言えます。そう言える理由もあります。一度も見ていない（held-out）30 個の点での loss が、いつも平均値を
# 答えるだけのモデルより、ずっと小さいからです（この教材を書いたコンピューターでは、0.57 に対して 0.04 でした）。
# データにはノイズがあるので、loss は 0 にはなりません。それで正しいのです。

# %% verdict
print(f"held-out error = {held_out[-1]:.4f}")
print(f"error of the mean = {baseline:.4f}")

# %% summary [markdown] lang="en"
# ## What you saw
#
# - The learning rate decides whether the answer gets closer slowly, lands at once, swings for ever between two values, or
#   runs away. For the model of lab 01 you could predict which with a pencil, and the measurement agreed.
# - Training is the round of lab 01, repeated. With a rate that is small enough, the loss falls.
# - Whether a model *learned* is asked with data that it has not seen.
#
# **Next:** `05_under_the_hood.en.ipynb` looks at what PyTorch really ran during one such step.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - 学習率によって、答えは、ゆっくり正解に近づいたり、1 回で正解になったり、2 つの値の間をいつまでも行き来したり、
#   どんどん離れていったりします。ラボ 01 のモデルでは、どれになるかを紙と鉛筆で予想でき、測った結果も同じでした。
# - 学習とは、ラボ 01 の流れを繰り返すことです。学習率が十分に小さければ、loss は減っていきます。
# - 本当に**学習した**かどうかは、見せていないデータで確かめます。
#
# **次は** `05_under_the_hood.ja.ipynb` です。このような 1 ステップの間に、PyTorch が実際に何を動かしていたのかを
# 見ます。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("4.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=04` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("4.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
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

# %% your-answer
flowlab.check()
