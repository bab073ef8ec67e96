# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lab:
#     cell_seconds: 150
#     exclusive: true
# ---

# %% parameters tags=["parameters"]
backend = "auto"
rounds = 6

# %% title [markdown] lang="en"
# # 06 · Many workers, one step
#
# Training is the step of lab 01, again and again. Where one GPU is not enough, **many share each step**; each of them is
# called a **worker**. How can they, and end with one model? Here you see it with numbers that a pencil can check. To read and
# run it takes about 20 minutes; run the cells from top to bottom with **Shift + Enter**. (Three cells start workers: they take
# some seconds each.)
#
# **Look for three things:**
#
# 1. each worker finds a gradient of its own, for it saw samples of its own;
# 2. they *average* these, and from then on all hold exactly the same numbers: but for rounding, those of one worker who saw
#    everything;
# 3. the average has a price, and for a small model it eats more than the workers bring.

# %% title [markdown] lang="ja"
# # 06 · みんなで 1 ステップ
#
# 学習とは、ラボ 01 のステップを何度も繰り返すことです。GPU が 1 台では足りないときは、**1 つのステップを何台かで分け合います**。
# どうすれば、分け合っても同じモデルになるのでしょうか。紙と鉛筆で確かめられる数で見てみます。読みながら実行して、約 20 分です。
# 上から順に **Shift + Enter** で実行してください。（ワーカーを起動する 3 つのセルは、それぞれ数秒かかります。）
#
# **次の 3 つを探しましょう。**
#
# 1. 分け合う仲間（**ワーカー**）は、違うデータを見るので、違う勾配を出します。
# 2. 勾配を*平均*すると、その後は全員が、まったく同じ数を持ちます。丸めを除けば、1 人で全部のデータを見たときと同じです。
# 3. 平均にも時間がかかります。小さいモデルでは、分け合って減った時間より長くなります。

# %% imports
import torch
import torch.distributed as dist
from torch import nn

import flowlab
from flowlab import scaling, workers

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% the-model [markdown] lang="en"
# ## One model, four samples
#
# The model is that of lab 01. It stands in a function this time, because every worker will make one for itself, with the
# same numbers.
#
# The first sample is that of lab 01, too. Three more make a **batch** of four: the loss is the mean of their four squared
# errors, and so each gradient is the mean of four gradients.

# %% the-model [markdown] lang="ja"
# ## モデルは 1 つ、データは 4 つ
#
# モデルはラボ 01 と同じです。今回は関数の中に書きます。ワーカーがそれぞれ、同じ数を入れたモデルを自分で作るからです。
#
# 1 つ目のデータも、ラボ 01 と同じです。あと 3 つを加えて、4 つの**バッチ**にします。loss は、4 つのデータの「誤差の 2 乗」の
# 平均です。ですから、勾配も、4 つの勾配の平均になります。


# %% start
def start():
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
        model.bias.fill_(0.5)
    return model.to(device)


# %% data
x = torch.tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [1.0, 0.0, 1.0], [0.0, 1.0, 2.0]], device=device)
y_true = torch.tensor([[2.5], [2.5], [0.5], [0.9]], device=device)

# %% with-a-pencil [markdown] lang="en"
# **With a pencil.** The error is $e = \hat y - y$, the gradient $2e\,x$ for the weights and $2e$ for the bias:
#
# | sample | input $x$ | prediction $\hat y$ | error $e$ | weights $2e\,x$ | bias $2e$ |
# |---|---|---|---|---|---|
# | 1 | (1, 2, 3) | 1.9 | −0.6 | (−1.2, −2.4, −3.6) | −1.2 |
# | 2 | (3, 2, 1) | 1.5 | −1 | (−6, −4, −2) | −2 |
# | 3 | (1, 0, 1) | 0.9 | 0.4 | (0.8, 0, 0.8) | 0.8 |
# | 4 | (0, 1, 2) | 1.3 | 0.4 | (0, 0.8, 1.6) | 0.8 |
# | **mean** | | | | **(−1.6, −1.4, −0.8)** | **−0.4** |

# %% with-a-pencil [markdown] lang="ja"
# **紙と鉛筆で。** 誤差は $e = \hat y - y$、右 2 列が勾配です。
#
# | データ | 入力 $x$ | 予測 $\hat y$ | 誤差 $e$ | 重み $2e\,x$ | バイアス $2e$ |
# |---|---|---|---|---|---|
# | 1 | (1, 2, 3) | 1.9 | −0.6 | (−1.2, −2.4, −3.6) | −1.2 |
# | 2 | (3, 2, 1) | 1.5 | −1 | (−6, −4, −2) | −2 |
# | 3 | (1, 0, 1) | 0.9 | 0.4 | (0.8, 0, 0.8) | 0.8 |
# | 4 | (0, 1, 2) | 1.3 | 0.4 | (0, 0.8, 1.6) | 0.8 |
# | **平均** | | | | **(−1.6, −1.4, −0.8)** | **−0.4** |

# %% alone [markdown] lang="en"
# ## One worker takes all four
#
# This is lab 01 once more, here in the notebook: forward, loss and backward in a function, then the step.

# %% alone [markdown] lang="ja"
# ## 1 人で 4 つとも計算する
#
# まず、ラボ 01 と同じことを、このノートブックの中でします。forward、loss、backward を関数にまとめ、その後に step です。

# %% model
model = start()
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
weight_before = model.weight.detach().clone()
bias_before = model.bias.detach().clone()


# %% gradients
def gradients(model, x, y_true):
    pred = model(x)
    loss = loss_fn(pred, y_true)
    loss.backward()
    return pred, loss


# %% one-worker
pred, loss = gradients(model, x, y_true)
optimizer.step()
print("pred =", pred.detach().cpu().flatten())
print("loss =", round(loss.item(), 4))
print("weight.grad =", model.weight.grad.cpu())
print("weight after =", model.weight.detach().cpu())

# %% the-others [markdown] lang="en"
# ## Each worker takes its share
#
# A **worker** is a **process**: a program that runs by itself, with a model of its own in memory of its own. Its number is
# called its **rank**: 0, 1, 2 and so on. `tensor_split` cuts the batch into as many parts as there are workers, and each
# takes that of its rank.

# %% the-others [markdown] lang="ja"
# ## 分けて計算する
#
# **ワーカー**は、1 つの**プロセス**（ほかとは別に動いているプログラム）で、自分のモデルを持っています。ワーカーの番号を**ランク**と
# 呼び、0、1、2 と数えます。`tensor_split` は、バッチを人数分に切り分けます。ワーカーは、自分のランクの分を使います。


# %% share
def share(samples, rank, count):
    return samples.tensor_split(count)[rank]


# %% the-average [markdown] lang="en"
# ## The average: all-reduce
#
# With two workers, worker 0 has the mean over samples 1 and 2, worker 1 that over 3 and 4. If each stepped with its
# own gradient, the two models would no longer be the same. So they bring their gradients together first:
#
# $$\frac{(-3.6,\ -3.2,\ -2.8) + (0.4,\ 0.4,\ 1.2)}{2} = (-1.6,\ -1.4,\ -0.8)$$
#
# `dist.all_reduce` does that: each worker gives a tensor, and **each holds the sum of all** when it returns. Divided by
# their number it is the mean; and since the shares are equally large, it is the mean over all four samples.

# %% the-average [markdown] lang="ja"
# ## 平均する：all-reduce
#
# 2 人なら、ワーカー 0 はデータ 1 と 2 の平均を、ワーカー 1 は 3 と 4 の平均を持っています。それぞれが自分の勾配で step をすると、
# 違うモデルが 2 つできてしまいます。そこで、先に勾配を平均します。
#
# $$\frac{(-3.6,\ -3.2,\ -2.8) + (0.4,\ 0.4,\ 1.2)}{2} = (-1.6,\ -1.4,\ -0.8)$$
#
# それが `dist.all_reduce` です。全員がテンソルを出し合い、終わると**全員が、その合計を持っています**。人数で割れば平均です。
# 分けた量が同じなので、これは 4 つ全部の平均になります。


# %% average
def average(model, count):
    for parameter in model.parameters():
        dist.all_reduce(parameter.grad)
        parameter.grad.div_(count)


# %% the-worker [markdown] lang="en"
# And this is all that a worker does. It is the step that you know, on its share of the data, and one line is new: `average`.

# %% the-worker [markdown] lang="ja"
# ワーカーがすることは、これで全部です。ラボ 01 のステップを自分の分のデータで行い、`average` の 1 行を加えただけです。


# %% worker
def worker(rank, count):
    model = start()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    gradients(model, share(x, rank, count), share(y_true, rank, count))
    average(model, count)
    optimizer.step()


# %% torchrun [markdown] lang="en"
# ## Two workers
#
# PyTorch's own tool starts them: `torchrun --nproc-per-node 2 …` starts two processes on this machine, tells each its rank,
# lets them find each other, and watches over them. `workers.run` does the same with torchrun's own parts and hands over the
# functions above. In each worker **hooks**, small functions that PyTorch calls on the way, note what happens; `workers.run`
# brings their notes back.
#
# Who carries the numbers? On CPUs it is a library, **gloo**. Where every worker has a GPU of its own, AMD's **RCCL** carries
# them from card to card; workers who share a card use gloo. PyTorch calls RCCL `nccl`, just as it calls ROCm `cuda`: only a
# name.

# %% torchrun [markdown] lang="ja"
# ## 2 人でやってみる
#
# ワーカーを起動するのは、PyTorch の道具です。`torchrun --nproc-per-node 2 …` は、プロセスを 2 つ起動し、それぞれにランクを教え、
# 互いにつなぎ、最後まで見守ります。`workers.run` は、同じ torchrun の部品を使い、上の関数を渡します。ワーカーの中で起きたことは、
# **フック**（途中に付けた記録係）が記録して持ち帰ります。
#
# ワーカーの間で数を運ぶのは、**gloo** というライブラリーです。GPU が 1 人に 1 台あるときだけは、AMD の **RCCL** が GPU から GPU へ
# 運びます。PyTorch は RCCL を `nccl` と呼びます。ROCm を `cuda` と呼ぶのと同じで、ただの名前です。

# %% two-workers
team = workers.run(2, worker, device)


# %% show
def show(team):
    for one in team:
        name = f"worker {one['rank']} of {one['count']}"
        print(f"{name}, own gradient:", torch.tensor(one["own"]["weight"]))
        print(f"{name}, averaged:", torch.tensor(one["used"]["weight"]))
        print(f"{name}, weight after:", torch.tensor(one["after"]["weight"]))


# %% two-seen
show(team)

# %% four-workers-words [markdown] lang="en"
# ## Four workers
#
# One sample each. What does worker 0 find? You know it from lab 01.

# %% four-workers-words [markdown] lang="ja"
# ## 4 人でやってみる
#
# データは 1 人に 1 つずつです。ワーカー 0 の勾配は、ラボ 01 で見た数になるはずです。

# %% four-workers
larger_team = workers.run(4, worker, device)
show(larger_team)

# %% to-the-bit [markdown] lang="en"
# **Alike to the bit.** (A bit is one 0 or 1; a computer writes every number as a row of them.) All workers of a team got the
# same sum and made the same step, so they need not compare their models: they *are* equal, and stay so after a million
# steps. Against the one worker above, the last bit of a number may differ, because the four samples were added in another
# order.
#
# (`started again` counts how often each worker had to begin anew. Exercise 6.3 needs it.)

# %% to-the-bit [markdown] lang="ja"
# **1 ビットも違いません。**（ビットは、コンピューターの中で数を表す 0 か 1 のことです。）全員が同じ合計を受け取り、同じ step を
# したので、モデルを見比べる必要はありません。100 万ステップ後でも同じです。上の 1 人のときとは、最後のビットが違うことがあります。
# 4 つの数を足す順番が違うからです。
#
# （`started again` は、ワーカーがやり直した回数です。練習問題 6.3 で使います。）


# %% alike
def alike(team):
    return all(one["after"] == team[0]["after"] for one in team)


# %% same-bits
for one_team in [team, larger_team]:
    if one_team:
        print(len(one_team), "workers hold one model =", alike(one_team))
print("started again =", [one["restarts"] for one in team + larger_team])

# %% the-ring [markdown] lang="en"
# ## What it costs: bytes
#
# There are as many gradients as numbers in the model, 4 bytes each. If all sent theirs to one worker, that one would have too
# much to receive. So they form a **ring**: each receives from one neighbour and sends to the other. The gradients are cut
# into $N$ pieces, and in each turn a worker receives one. After $N - 1$ turns the pieces are added up; after $N - 1$ more,
# the finished sums have gone round to all. So each worker receives
#
# $$2 \cdot \frac{N - 1}{N} \cdot \text{bytes of the gradients}$$
#
# That is 1 times for 2 workers, 1.5 times for 4, and never more than 2 times, however many they are.

# %% the-ring [markdown] lang="ja"
# ## どれだけ送るか：バイト数
#
# 勾配は、モデルの中の数と同じだけあり、1 つが 4 バイトです。全員が 1 人に送ると、その 1 人の仕事が多くなりすぎます。そこで**輪**に
# なり、片方の隣から受け取り、もう片方の隣へ送ります。勾配を $N$ 個に切り、1 回に 1 個ずつ送ります。足しながら $N - 1$ 回送ると
# 合計ができ、さらに $N - 1$ 回で、合計が全員に届きます。ですから、1 人が受け取る量は次のとおりです。
#
# $$2 \cdot \frac{N - 1}{N} \cdot \text{bytes of the gradients}$$
#
# （bytes of the gradients は勾配のバイト数です。）2 人なら 1 倍、4 人なら 1.5 倍で、何人でも 2 倍を超えません。

# %% models-that-grow [markdown] lang="en"
# Let us count and time it, on models of four equal layers as in lab 03. Each pair in `sizes` is how many numbers a layer
# takes and gives, and how large the batch is; the workers share the batch.

# %% models-that-grow [markdown] lang="ja"
# 数えて、測ってみましょう。ラボ 03 と同じ、同じ大きさの層が 4 つのモデルを使います。`sizes` の組は、1 つの層が受け取って返す数の
# 個数と、バッチの大きさです。バッチは、ワーカーが分け合います。

# %% sizes
counts = [1, 2, 4]
sizes = [(16, 16), (256, 256), (1024, 512)]
if device.type == "cuda":
    sizes.append((4096, 4096))


# %% timed-step
def timed_step(case, count, timed):
    case.optimizer.zero_grad()
    timed("gradients", gradients, case.model, case.x, case.y_true)
    timed("average", average, case.model, count)
    timed("update", case.optimizer.step)


# %% measure
measured = workers.measure(counts, sizes, rounds, timed_step, device)
summary = scaling.summarize(measured)

# %% what-came-in [markdown] lang="en"
# `A for B of gradients` reads: in one step A bytes came in at a worker (the one that got most), where the gradients are B
# bytes. The operating system counted them. (RCCL goes ways of its own, and then the count stays near 0.) It is always more
# than the rule says, by about the same for every model, because each message has an envelope; only at the smallest does it
# show.

# %% what-came-in [markdown] lang="ja"
# `A for B of gradients` は、「勾配は B バイトで、1 ステップの間に 1 人が A バイト受け取った」という意味です（いちばん多く受け取った
# 人の数です）。OS が数えました（RCCL は別の道を通るので、そのときはほぼ 0 になります）。どのモデルでも、ほぼ同じ量だけ、式より多く
# なります。メッセージに宛名などが付くからです。いちばん小さいモデルでは、それが目立ちます。

# %% bytes
for row in summary:
    print(f"bytes {row['name']}, N={row['count']}: {row['received']} for {row['gradients']} of gradients")

# %% times-words [markdown] lang="en"
# ## What it costs: time
#
# The time of a whole step, which is over when the slowest worker has made it, and of its all-reduce. Who comes to the
# all-reduce early waits there for the others; so we take the worker with the shortest time, who waited least. Each is the
# median of several rounds.

# %% times-words [markdown] lang="ja"
# ## どれだけかかるか：時間
#
# 1 ステップ全体の時間（いちばん遅いワーカーが終わるまで）と、そのうちの all-reduce の時間です。先に着いたワーカーは、そこで
# ほかの人を待ちます。待った時間を入れないように、all-reduce は、いちばん短かったワーカーの時間を使います。どちらも、何回か測った
# 中央値です。

# %% times
for row in summary:
    step, average_alone = 1000 * row["step"], 1000 * row["average"]
    print(f"times {row['name']}, N={row['count']}: step {step:.2f} ms, all-reduce {average_alone:.2f} ms")

# %% efficiency-words [markdown] lang="en"
# ## What it brings: efficiency
#
# At best, two workers are twice as fast as one, and four four times. **Efficiency** is how much of that speed they reach:
#
# $$E(N) = \frac{\text{step}(1)}{N \cdot \text{step}(N)}$$
#
# where step$(N)$ is the time of one step with $N$ workers. 1 is perfect. At $1/N$ all of them are as fast as one alone, and
# **below that they are slower**. (In brackets stands the 95% interval, as in lab 03.) The **prediction** takes the times of
# one worker, shares its gradients among $N$, and adds the all-reduce as it was measured. Where workers are more than cores
# (or cards), they take turns, which it allows for: four on two cores cannot do better than 0.5.

# %% efficiency-words [markdown] lang="ja"
# ## どれだけ速くなるか：効率
#
# $N$ 人で分ければ、いちばんうまくいって $N$ 倍の速さです。そのうち、どれだけ出せたかを**効率**と呼びます。
#
# $$E(N) = \frac{\text{step}(1)}{N \cdot \text{step}(N)}$$
#
# step$(N)$ は、$N$ 人での 1 ステップの時間です。1 なら完璧、$1/N$ なら 1 人のときと同じ速さ、**それより小さければ 1 人より遅い**と
# いうことです（かっこの中は 95% 区間）。**予想**は、1 人のときの時間のうち、勾配の計算を $N$ 人で分け、測った all-reduce の時間を
# 足したものです。ワーカーがコア（GPU）より多いと、交代で使うことになります。2 コアに 4 人なら、効率はよくて 0.5 です。

# %% efficiency
for row in summary:
    interval = f"{row['low']:.2f} to {row['high']:.2f}"
    told = f"{row['efficiency']:.2f} ({interval}), predicted {row['predicted']:.2f}"
    print(f"efficiency {row['name']}, N={row['count']}: {told}")

# %% picture-efficiency
flowlab.pictures.efficiency(summary)

# %% what-eats [markdown] lang="en"
# **Communication eats what workers bring, where a model is small.** Its gradients are computed in a fraction of a
# millisecond, and a message takes its time however small it is. Our larger models have larger batches, too, so there is more
# work behind each number that is sent. That is why real training uses large batches. It also sends the gradients of the last
# layers, which backward finds first, while those of the earlier ones are still computed; and it has fast links between cards.
#
# (A busy computer makes the intervals long; such a point says nothing.)

# %% what-eats [markdown] lang="ja"
# **小さいモデルでは、分け合って減る時間より、やり取りにかかる時間のほうが長くなります。** 勾配の計算はあっという間ですが、やり取りには、
# 量が少なくても、決まった時間がかかるからです。ここでは、大きいモデルほどバッチも大きいので、送る数 1 つのための計算が多く、
# やり取りの時間が目立たなくなります。実際の学習では、バッチを大きくする、backward の途中で、できた層の勾配から先に送る、GPU どうしを
# 速い線でつなぐ、などの工夫をします。
#
# （コンピューターがほかの仕事で忙しいと、区間が長くなります。そういう点からは、何も言えません。）

# %% by-hand [markdown] lang="en"
# ## In a terminal, and on many machines
#
# The same file runs under torchrun itself, and then each worker is one of its processes. In a terminal, in the folder of this
# project:
#
# ```
# .venv/bin/torchrun --nproc-per-node 2 labs/06_many_workers.py
# ```
#
# (Where the lab runs in a container, write `python -m torch.distributed.run` in place of `.venv/bin/torchrun`.) Over several
# containers or machines it is the same command with an address at which they meet; the page `docker/README.md` has the
# lines. PyTorch's `DistributedDataParallel` does the averaging for you: one line round the model.

# %% by-hand [markdown] lang="ja"
# ## ターミナルで、何台ものコンピューターで
#
# このラボは、torchrun でそのまま動きます。torchrun が起動したプロセスの 1 つ 1 つが、ワーカーになります。ターミナルで、この
# プロジェクトのフォルダーに移って入力します。
#
# ```
# .venv/bin/torchrun --nproc-per-node 2 labs/06_many_workers.py
# ```
#
# （コンテナーの中では、`.venv/bin/torchrun` を `python -m torch.distributed.run` に変えます。）何台ものコンピューターで動かすときは、
# 待ち合わせのアドレスを足します（`docker/README.ja.md` にあります）。PyTorch の `DistributedDataParallel` を使うと、1 行書くだけで、
# 平均は任せられます。

# %% summary-words [markdown] lang="en"
# ## What you saw
#
# - Workers differ in the samples that they see. They average their gradients by all-reduce, and so make the same step.
# - For one worker with all samples and for many with a share each, it is one and the same step.
# - In a ring each worker receives at most twice the bytes of the gradients, however many there are.
# - More workers are worth it where sharing saves more time than the average takes.
#
# This was the last lab. The step of lab 01, with a larger model, again and again, shared by many GPUs: that is training.

# %% summary-words [markdown] lang="ja"
# ## ここで見たこと
#
# - ワーカーは、それぞれ違うデータを見ます。all-reduce で勾配を平均するので、全員が同じ step をします。
# - 1 人で全部のデータを見ても、何人かで分けても、同じ 1 ステップです。
# - 輪にすると、1 人が受け取るのは、何人いても、勾配のバイト数の 2 倍までです。
# - 人を増やす価値があるのは、分け合って減る時間が、平均にかかる時間より長いときです。
#
# これが最後のラボです。ラボ 01 のステップを、もっと大きなモデルで、何台もの GPU で分け合いながら、何度も繰り返すこと。それが
# 学習です。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("6.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=06` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("6.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
# 3. `make reset LAB=06` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **6.1 Leave the average out.** Put a `#` in front of `average(model, count)` in the function `worker`.
#
# What to expect: nobody complains. Each worker steps with its own gradient (the lines `averaged` show what the step used),
# `hold one model = False`, and with each further step the models would drift apart.

# %% exercise-1 [markdown] lang="ja"
# **6.1 平均しない。** 関数 `worker` の中の `average(model, count)` の前に `#` を付けます。
#
# 予想：エラーは出ません。でも、それぞれが自分の勾配で step をするので、`hold one model = False` になります（`averaged` の行には、
# step が使った勾配が出ます）。ステップを重ねると、モデルはどんどん離れていきます。

# %% exercise-2 [markdown] lang="en"
# **6.2 Three workers.** Let the first team have three: `workers.run(3, worker, device)`. Now worker 0 has two samples and the
# others one, and the plain mean counts samples 3 and 4 too much. Weigh each gradient by its share, in `worker` above
# `average`:
#
# ```
#     for parameter in model.parameters():
#         parameter.grad.mul_(len(share(x, rank, count)) * count / len(x))
# ```
#
# What to expect: averaged, it is $(-1.6,\ -1.4,\ -0.8)$ again. Without the two lines, the first number would be
# $\frac{-3.6 + 0.8 + 0}{3} \approx -0.93$.

# %% exercise-2 [markdown] lang="ja"
# **6.2 3 人で分ける。** 最初のチームを 3 人にします：`workers.run(3, worker, device)`。ワーカー 0 だけがデータを 2 つ持つので、
# ただの平均では、データ 3 と 4 の影響が大きすぎます。`worker` の `average` の前に次の 2 行を入れて、データの数に合わせて
# 勾配を増減します。
#
# ```
#     for parameter in model.parameters():
#         parameter.grad.mul_(len(share(x, rank, count)) * count / len(x))
# ```
#
# 予想：平均は、また $(-1.6,\ -1.4,\ -0.8)$ になります。2 行がなければ、1 つ目の数は $\frac{-3.6 + 0.8 + 0}{3} \approx -0.93$ です。

# %% exercise-3 [markdown] lang="en"
# **6.3 A worker dies.** In `worker`, above `average`, write `workers.stumble(rank)`: worker 1 is killed there, in the first
# try. Run it: one line says who stopped. Then let both teams start again, with
# `workers.run(2, worker, device, restarts=1)` and `workers.run(4, worker, device, restarts=1)`.
#
# What to expect: torchrun sees that one is missing, ends the others and starts the whole round again. `started again`
# shows a 1 for each worker, and the weights are as if nothing had happened.

# %% exercise-3 [markdown] lang="ja"
# **6.3 ワーカーが落ちる。** `worker` の `average` の前に、`workers.stumble(rank)` と書きます。1 回目だけ、ワーカー 1 がここで強制終了
# されます。実行すると、だれが止まったかが 1 行で表示されます。次に、`workers.run(2, worker, device, restarts=1)` と
# `workers.run(4, worker, device, restarts=1)` に変えて、やり直せるようにします。
#
# 予想：torchrun は、1 人いなくなったことに気づき、残りも止めて、最初から全員でやり直します。`started again` は全員 1 になり、
# 重みは、何もなかったときと同じです。

# %% your-answer
flowlab.check()
