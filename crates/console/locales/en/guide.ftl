### The frame of the guide. Its pages stand in docs/guide.

guide-contents = Contents
guide-next = Next: { $title }
