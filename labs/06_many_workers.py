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
# Training is the step of lab 01, again and again. Where one GPU is not enough, **many share each step**. How can they, and
# end with one model? Here you see it with numbers that a pencil can check. To read and run it takes about 15 minutes; run
# the cells from top to bottom with **Shift + Enter**. (Three cells start workers: they take some seconds each.)
#
# **Look for three things:**
#
# 1. each worker finds a gradient of its own, for it saw samples of its own;
# 2. they *average* these, and from then on all hold the same numbers, to the bit: those of one worker who saw everything;
# 3. the average has a price, and for a small model it eats more than the workers bring.

# %% title [markdown] lang="ja"
# # 06 · みんなで 1 ステップ
#
# 学習とは、ラボ 01 のステップを何度も繰り返すことです。GPU が 1 台では足りないときは、**1 つのステップを何台かで分け合います**。
# どうすれば、分け合っても同じモデルになるのでしょうか。紙と鉛筆で確かめられる数で見てみます。読みながら実行して、約 15 分です。
# 上から順に **Shift + Enter** で実行してください。（ワーカーを起動する 3 つのセルは、それぞれ数秒かかります。）
#
# **次の 3 つを探しましょう。**
#
# 1. ワーカーは、それぞれ違うデータを見るので、違う勾配を出します。
# 2. 勾配を*平均*すると、その後は全員が、1 ビットまで同じ数を持ちます。1 人で全部のデータを見たときの数です。
# 3. 平均するにも時間がかかります。小さいモデルでは、分け合って減った時間より長くなります。

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
# 1 つ目のデータも、ラボ 01 と同じです。あと 3 つを加えた、4 つの**バッチ**を使います。loss は 4 つの誤差の 2 乗の平均なので、
# 勾配も、4 つの勾配の平均になります。


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
# | sample | $x$ | $\hat y$ | $e$ | $2e\,x$ | $2e$ |
# |---|---|---|---|---|---|
# | 1 | (1, 2, 3) | 1.9 | −0.6 | (−1.2, −2.4, −3.6) | −1.2 |
# | 2 | (3, 2, 1) | 1.5 | −1 | (−6, −4, −2) | −2 |
# | 3 | (1, 0, 1) | 0.9 | 0.4 | (0.8, 0, 0.8) | 0.8 |
# | 4 | (0, 1, 2) | 1.3 | 0.4 | (0, 0.8, 1.6) | 0.8 |
# | **mean** | | | | **(−1.6, −1.4, −0.8)** | **−0.4** |

# %% with-a-pencil [markdown] lang="ja"
# **紙と鉛筆で。** 誤差は $e = \hat y - y$、勾配は重みが $2e\,x$、バイアスが $2e$。
#
# | データ | $x$ | $\hat y$ | $e$ | $2e\,x$ | $2e$ |
# |---|---|---|---|---|---|
# | 1 | (1, 2, 3) | 1.9 | −0.6 | (−1.2, −2.4, −3.6) | −1.2 |
# | 2 | (3, 2, 1) | 1.5 | −1 | (−6, −4, −2) | −2 |
# | 3 | (1, 0, 1) | 0.9 | 0.4 | (0.8, 0, 0.8) | 0.8 |
# | 4 | (0, 1, 2) | 1.3 | 0.4 | (0, 0.8, 1.6) | 0.8 |
# | **平均** | | | | **(−1.6, −1.4, −0.8)** | **−0.4** |

# %% alone [markdown] lang="en"
# ## One worker takes all four
#
# This is lab 01 once more, in this notebook's own process: forward, loss and backward in a function, then the step.

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
# A **worker** is a process of its own, with a model of its own. Its number is called its **rank**: 0, 1, 2 and so on.
# `tensor_split` cuts the batch into as many parts as there are workers, and each takes that of its rank.

# %% the-others [markdown] lang="ja"
# ## 分けて計算する
#
# **ワーカー**は、別々のプロセスで、それぞれ自分のモデルを持っています。ワーカーの番号を**ランク**と呼び、0、1、2 と数えます。
# `tensor_split` は、バッチをワーカーの数に分けます。ワーカーは、自分のランクの分を受け取ります。


# %% share
def share(samples, rank, count):
    return samples.tensor_split(count)[rank]


# %% the-average [markdown] lang="en"
# ## The average: all-reduce
#
# With two workers, worker 0 has the mean over samples 1 and 2, worker 1 that over 3 and 4. If each made its step with its
# own, there would be two models. So they bring their gradients together first:
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
# And this is all that a worker does. But for one line it is the step that you know:

# %% the-worker [markdown] lang="ja"
# ワーカーがすることは、これで全部です。知っているステップに、1 行増えただけです。


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
# PyTorch's own tool starts them: `torchrun --nproc-per-node 2 …`. It tells each process its rank, lets them find each
# other, and watches over them. `workers.run` does the same with torchrun's own parts, hands over the functions above, and
# brings back what hooks saw in each worker, as it happened.
#
# Who carries the numbers? On CPUs it is **gloo**. On GPUs every worker has a card of its own, and **RCCL** carries them
# from card to card. PyTorch calls that `nccl`, just as it calls ROCm `cuda`: only a name.

# %% torchrun [markdown] lang="ja"
# ## 2 人で
#
# 起動するのは PyTorch の道具です。`torchrun --nproc-per-node 2 …` は、それぞれのプロセスにランクを教え、互いを見つけさせ、
# 最後まで見守ります。`workers.run` は、同じ torchrun の部品を使って上の関数を渡し、ワーカーの中で実際に起きたことを
# （フックで記録して）持ち帰ります。
#
# 数を運ぶのは、CPU では **gloo** です。GPU では、1 人に 1 台ずつ GPU があり、**RCCL** が GPU から GPU へ運びます。PyTorch は
# これを `nccl` と呼びます。ROCm を `cuda` と呼ぶのと同じで、ただの名前です。

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
# ## 4 人で
#
# 1 人に 1 つずつです。ワーカー 0 の勾配は、ラボ 01 で見た数になるはずです。

# %% four-workers
larger_team = workers.run(4, worker, device)
show(larger_team)

# %% to-the-bit [markdown] lang="en"
# **Alike to the bit.** All workers of a team got the same sum and made the same step, so they need not compare their
# models: they *are* equal, and stay so after a million steps. Against the one worker above, the last bit of a number may
# differ, because the four samples were added in another order.

# %% to-the-bit [markdown] lang="ja"
# **1 ビットまで同じです。** 全員が同じ合計を受け取り、同じ step をしたので、モデルを見比べる必要はありません。100 万ステップ
# 後でも同じです。上の 1 人のときとは、最後のビットが違うことがあります。4 つの数を足す順番が違うからです。


# %% alike
def alike(team):
    return all(one["after"] == team[0]["after"] for one in team)


# %% same-bits
print(len(team), "workers hold one model =", alike(team))
print(len(larger_team), "workers hold one model =", alike(larger_team))
print("started again =", [one["restarts"] for one in team + larger_team])

# %% the-ring [markdown] lang="en"
# ## What it costs: bytes
#
# Gradients are as many as the model's numbers, 4 bytes each. If all sent theirs to one worker, that one would drown. In a
# **ring**, each worker talks to its neighbour alone. The gradients are cut into $N$ pieces; the pieces go round and are
# added up, which takes $N - 1$ turns; then the finished sums go round once more, $N - 1$ turns again. So each worker
# receives
#
# $$2 \cdot \frac{N - 1}{N} \cdot \text{bytes of the gradients}$$
#
# That is 1 times for 2 workers, 1.5 times for 4, and never more than 2 times, however many they are.

# %% the-ring [markdown] lang="ja"
# ## かかるもの：バイト数
#
# 勾配は、モデルの数と同じ個数あり、1 つ 4 バイトです。全員が 1 人に送ると、その人が大変です。そこで**輪**になって、隣の人と
# だけやり取りします。勾配を $N$ 個に切り、足しながら $N - 1$ 回送ると、合計ができます。それをもう一度、$N - 1$ 回で全員に
# 回します。1 人が受け取るのは、
#
# $$2 \cdot \frac{N - 1}{N} \cdot \text{bytes of the gradients}$$
#
# （bytes of the gradients は勾配のバイト数）です。2 人なら 1 倍、4 人なら 1.5 倍で、何人でも 2 倍を超えません。

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
# What came in for one step at each worker, counted by the operating system (on a GPU, RCCL goes ways of its own, and the
# count stays near 0). For the smallest model it is more than the rule says: each message has an envelope.

# %% what-came-in [markdown] lang="ja"
# 1 ステップの間に 1 人が受け取ったバイト数です。OS が数えました（GPU では RCCL が別の道を通るので、ほぼ 0 になります）。いちばん小さい
# モデルで式より多いのは、メッセージに宛名などが付くからです。

# %% bytes
for row in summary:
    print(f"bytes {row['name']}, N={row['count']}: {row['received']} for {row['gradients']} of gradients")

# %% times-words [markdown] lang="en"
# ## What it costs: time
#
# The time of a whole step, which is over when the slowest worker has made it, and of its all-reduce alone: each the median
# of several rounds.

# %% times-words [markdown] lang="ja"
# ## かかるもの：時間
#
# 1 ステップ全体の時間（いちばん遅いワーカーが終わるまで）と、そのうちの all-reduce だけの時間です。どちらも、何回か測った
# 中央値です。

# %% times
for row in summary:
    step, average_alone = 1000 * row["step"], 1000 * row["average"]
    print(f"times {row['name']}, N={row['count']}: step {step:.2f} ms, all-reduce {average_alone:.2f} ms")

# %% efficiency-words [markdown] lang="en"
# ## What it brings: efficiency
#
# Two workers could halve the time of a step at best. **Efficiency** is how much of that came true:
#
# $$E(N) = \frac{\text{step}(1)}{N \cdot \text{step}(N)}$$
#
# where step$(N)$ is the time of one step with $N$ workers. 1 is perfect, and $1/N$ means that the others brought nothing.
# The **prediction** takes the times of one worker, shares its gradients among $N$, and adds the all-reduce alone, as it was
# measured. Where workers are more than cores (or cards), they take turns: four on two cores cannot do better than 0.5.

# %% efficiency-words [markdown] lang="ja"
# ## 得るもの：効率
#
# 2 人で分ければ、ステップの時間は、よくて半分です。そのうち、どれだけ実現したかを**効率**と呼びます。
#
# $$E(N) = \frac{\text{step}(1)}{N \cdot \text{step}(N)}$$
#
# step$(N)$ は、$N$ 人での 1 ステップの時間です。1 なら完璧、$1/N$ なら、増えた人は役に立っていません。**予想**は、1 人のときの
# 時間のうち勾配の分を $N$ 人で分け、測った all-reduce の時間を足したものです。ワーカーがコア（GPU）より多いと、交代で使うことに
# なります。2 コアに 4 人なら、よくて 0.5 です。

# %% efficiency
for row in summary:
    interval = f"{row['low']:.2f} to {row['high']:.2f}"
    told = f"{row['efficiency']:.2f} ({interval}), predicted {row['predicted']:.2f}"
    print(f"efficiency {row['name']}, N={row['count']}: {told}")

# %% picture-efficiency
flowlab.pictures.efficiency(summary)

# %% what-eats [markdown] lang="en"
# **Communication eats what workers bring, where a model is small.** Its gradients take microseconds to compute; to bring
# them together takes as long as a message takes, and that hardly depends on its size. In a large model each number has
# more work behind it: the batch. So real trainings use large batches, send early layers' gradients while later ones are
# still computed, and buy fast links between cards.
#
# (A busy computer makes the intervals long; such a point says nothing.)

# %% what-eats [markdown] lang="ja"
# **小さいモデルでは、増えた人の働きより、やり取りの時間のほうが大きくなります。** 勾配の計算はあっという間ですが、やり取りには、
# 量が少なくても、決まった時間がかかります。大きいモデルでは、1 つの数のための計算が（バッチの分だけ）多いので、やり取りの時間が
# 目立たなくなります。実際の学習では、バッチを大きくする、計算しながらできた層の勾配から送る、GPU どうしを速い線でつなぐ、などの
# 工夫をします。
#
# （ほかの仕事で忙しいと区間が長くなります。そういう点からは、何も言えません。）

# %% by-hand [markdown] lang="en"
# ## In a terminal, and on many machines
#
# The same file runs under torchrun itself, and then each worker is one of its processes:
# `torchrun --nproc-per-node 2 labs/06_many_workers.py`. Over several containers or machines it is the same command with
# an address at which they meet; the page `docker/README.md` has the lines. PyTorch's `DistributedDataParallel` wraps all of
# this into one line round the model.

# %% by-hand [markdown] lang="ja"
# ## ターミナルで、たくさんのコンピューターで
#
# このラボは、torchrun でそのまま動きます：`torchrun --nproc-per-node 2 labs/06_many_workers.py`。このときは、torchrun が起動した
# プロセスの 1 つ 1 つがワーカーです。いくつものコンテナーやコンピューターで動かすときは、同じコマンドに待ち合わせのアドレスを
# 足します（`docker/README.ja.md` にあります）。PyTorch の `DistributedDataParallel` は、これを全部、1 行でしてくれます。

# %% summary-words [markdown] lang="en"
# ## What you saw
#
# - Workers differ in the samples that they see. All-reduce gives all of them the same mean, and so the same step.
# - For one worker with all samples and for many with a share each, it is one and the same step.
# - A ring moves at most twice the bytes of the gradients for each worker, however many there are.
# - More workers are worth it where computing takes longer than bringing together.
#
# This was the last lab. The first one, with larger numbers and in a loop, on as many cards as there are: that is training.

# %% summary-words [markdown] lang="ja"
# ## ここで見たこと
#
# - ワーカーは、見るデータが違います。all-reduce で全員が同じ平均を持つので、同じ step になります。
# - 1 人で全部のデータを見ても、何人かで分けても、同じ 1 ステップです。
# - 輪にすると、1 人が受け取るのは、何人いても、勾配のバイト数の 2 倍までです。
# - 人を増やす価値があるのは、やり取りより計算に時間がかかるときです。
#
# これが最後のラボです。ラボ 01 のステップを、もっと大きな数で、何度も、何台もの GPU で繰り返すこと。それが学習です。

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
# What to expect: nobody complains. Each worker steps with its own gradient, `hold one model = False`, and with each further
# step the models would drift apart.

# %% exercise-1 [markdown] lang="ja"
# **6.1 平均しない。** 関数 `worker` の中の `average(model, count)` の前に `#` を付けます。
#
# 予想：エラーは出ません。でも、それぞれが自分の勾配で step をするので、`hold one model = False` になります。ステップを重ねると、
# モデルはどんどん離れていきます。

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
# ただの平均では、データ 3 と 4 が重くなりすぎます。`worker` の `average` の前に次の 2 行を入れて、データの数の分だけ
# 勾配に重みを付けます。
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
