"""ComfyUI: a server that runs a graph which one brings. Re-ageing shows it pictures of a face, a finish shows it a clip.

Addresses and answers are those of ComfyUI's own ``server.py``: ``/upload/image``, ``/prompt``, ``/queue``, ``/history``, ``/view``, ``/object_info``, ``/interrupt``.
"""
