-- A decision to drop a partition says too little: whoever made it may have died before anything of the
-- partition was detached, and then it was somebody else who detached it, to keep it.

ALTER TABLE sparrow.retiring_partitions
    -- Sparrow itself was seen to detach it. Found detached without this, it is not ours to drop.
    ADD COLUMN detached boolean NOT NULL DEFAULT false;
