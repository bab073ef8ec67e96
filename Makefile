# Every verb, in the order a person meets them. `make` alone prints them; each runs one script.

PYTHON3 ?= python3
.DEFAULT_GOAL := help

# What is typed behind `make` goes to the scripts as LAB_<name>; they refuse a name that they do not know.
# A PORT or PYTHON of the shell's own means something else and is not taken.
typed := $(foreach v,$(.VARIABLES),$(if $(filter command,$(origin $(v))),$(v)))
$(foreach v,$(filter-out PYTHON3 LAB_% MAKE% -%,$(typed)),$(eval export LAB_$(v) = $$(value $(v))))

.PHONY: help doctor lab url check stop reset image env clean test bench notebooks lock lint

help: ## this list | この一覧
	@$(PYTHON3) scripts/help.py

doctor: ## find out whether this machine will run the lab | このコンピューターでラボが動くかどうかを調べる
	@$(PYTHON3) -B scripts/doctor.py

lab: ## start JupyterLab with the labs, and say where it is | JupyterLab を始めて、開く場所を表示する
	@$(PYTHON3) scripts/lab.py

url: ## the address of the running lab | 動いているラボのアドレス
	@$(PYTHON3) scripts/url.py

check: ## find out whether the step really happened, and on what | ステップが本当に実行されたか、どこで計算したかを調べる
	@$(PYTHON3) scripts/check.py

stop: ## end the lab | ラボを終わる
	@$(PYTHON3) scripts/stop.py

reset: ## a fresh copy of a lab (LAB=01); yours is kept beside it | ラボを元に戻す（LAB=01）。自分のノートブックは別の名前で残る
	@$(PYTHON3) scripts/reset.py

image: ## build the lab's container image | ラボのコンテナーイメージを作る
	@$(PYTHON3) scripts/image.py

env: ## write this machine's facts into .env, for docker compose by hand | このコンピューターの情報を .env に書く（docker compose を手動で使うとき）
	@$(PYTHON3) scripts/env.py

clean: ## remove what the lab made; asks before it removes anything of yours | ラボが作ったものを消す（あなたのものは確かめてから）
	@$(PYTHON3) scripts/clean.py

test: ## the project's own tests | このプロジェクト自身のテスト
	@$(PYTHON3) scripts/test.py

bench: ## measure what the project claims, with its peers beside it | このプロジェクトが示す数値を、比較対象と並べて測る
	@$(PYTHON3) scripts/bench.py

notebooks: ## make the notebooks from labs/*.py | labs/*.py からノートブックを作る
	@$(PYTHON3) scripts/notebooks.py

lock: ## lock the newest versions and hashes of docker/*.in | docker/*.in の最新版とハッシュを記録し直す
	@$(PYTHON3) scripts/lock.py

lint: ## ruff, mypy, notebooks equal to their source | ruff、mypy、ノートブックが元と同じか
	@$(PYTHON3) scripts/lint.py
