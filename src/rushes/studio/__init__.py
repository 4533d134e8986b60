"""The floor: durable jobs, executors and the store of finished steps."""
