"""A chat model of a few kilobytes that says one sentence: what follows each token is built into its weights."""

from __future__ import annotations

from pathlib import Path

SENTENCE = "会议由林望舒主持召开[1]。"
START, END, UNKNOWN = "<s>", "</s>", "<unk>"
TEMPLATE = "{% for m in messages %}{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}" + START + "{% endif %}"


def save(folder: Path, *, room: int = 4096, said: str = SENTENCE) -> Path:
    """Write the model and its tokenizer to ``folder``; ``room`` is the number of tokens it claims to take."""
    import torch
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = [UNKNOWN, START, *said, END]
    assert len(set(words)) == len(words), "every character may occur once"
    ids = {w: i for i, w in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"<s>|</s>|[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=START,
        eos_token=END,
        unk_token=UNKNOWN,
        pad_token=END,
        chat_template=TEMPLATE,
    )
    fast.save_pretrained(folder)
    width = 32
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=width, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=room, tie_word_embeddings=False,
        bos_token_id=ids[START], eos_token_id=ids[END], pad_token_id=ids[END],
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.model.norm.weight.fill_(1.0)
        for here in range(len(words)):
            model.model.embed_tokens.weight[here, here] = 1.0
            model.lm_head.weight[min(here + 1, len(words) - 1), here] = 10.0
    model.generation_config.eos_token_id = ids[END]
    model.generation_config.pad_token_id = ids[END]
    model.save_pretrained(folder)
    return folder
