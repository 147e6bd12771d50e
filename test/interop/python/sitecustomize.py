"""Python's `hf` asks the Inference Endpoints service at fixed hosts: here it asks the Hub of HF_ENDPOINT instead."""

import os

from huggingface_hub import constants

constants.INFERENCE_ENDPOINTS_ENDPOINT = os.environ["HF_ENDPOINT"] + "/v2"
constants.INFERENCE_CATALOG_ENDPOINT = os.environ["HF_ENDPOINT"] + "/api/catalog"
