"""Neural layers in thinc's functional style: constructor, forward with backprop inside, init.

They take and give arrays, know nothing of documents, and run on any thinc `Ops`.
"""
