using Erasure.Parquet;

namespace Erasure.Aws.S3.Parts;

/// <summary>Cuts parts from what has been decided.</summary>
internal sealed class PartAssembler(PartLimits limits)
{
    private readonly List<Segment> block = [];
    private Part.Copy? copy;
    private long blockLength;

    /// <summary>Parts that are done.</summary>
    public Queue<Part> Done { get; } = [];

    /// <summary>How many parts were made.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in the parts that were made.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins where a state of the planner begins after everything was decided.</summary>
    public PlanState State(long min)
    {
        long filled = Math.Min(min, blockLength);
        return new(filled, filled == min || copy is null ? 0 : Math.Clamp(copy.Count - min, 0, min), 0, null);
    }

    /// <summary>Adds a piece to the upload that is open.</summary>
    public void Upload(Segment piece, long min)
    {
        if (piece.Length == 0)
        {
            return;
        }

        block.Add(piece);
        blockLength += piece.Length;
        long cut = Math.Max(limits.Upload, min);
        while (blockLength >= cut + min)
        {
            EmitCopy();
            EmitUpload(cut);
        }
    }

    /// <summary>Makes a part of the range, after the upload before it.</summary>
    public void Copy(Segment.Copy range, PartChoice choice)
    {
        if (choice.FromLeft > 0)
        {
            copy = copy! with { Count = copy.Count - choice.FromLeft };
            block.Insert(0, new Segment.Copy(copy.Offset + copy.Count, choice.FromLeft));
        }

        if (choice.FromRight > 0)
        {
            block.Add(new Segment.Copy(range.Offset, choice.FromRight));
        }

        blockLength += choice.FromLeft + choice.FromRight;
        EmitCopy();
        EmitUpload(blockLength);
        copy = new(range.Offset + choice.FromRight, range.Count - choice.FromRight);
    }

    /// <summary>Makes the last parts; the very last may have any length.</summary>
    public void Complete(long min)
    {
        EmitCopy();
        while (blockLength > 0)
        {
            EmitUpload(Math.Min(blockLength, Math.Max(limits.Upload, min)));
        }

        if (Count == 0)
        {
            Emit(new Part.Upload([]));
        }
    }

    private void EmitCopy()
    {
        if (copy is null)
        {
            return;
        }

        long pieces = (copy.Count + limits.MaxCopy - 1) / limits.MaxCopy;
        for (long i = 0; i < pieces; i++)
        {
            long from = (long)((Int128)copy.Count * i / pieces);
            long to = (long)((Int128)copy.Count * (i + 1) / pieces);
            Emit(new Part.Copy(copy.Offset + from, to - from));
        }

        copy = null;
    }

    private void EmitUpload(long length)
    {
        if (length == 0)
        {
            return;
        }

        List<Segment> pieces = [];
        int whole = 0;
        long left = length;
        while (left > 0)
        {
            Segment piece = block[whole];
            if (piece.Length <= left)
            {
                pieces.Add(piece);
                left -= piece.Length;
                whole++;
                continue;
            }

            (Segment head, block[whole]) = Split(piece, left);
            pieces.Add(head);
            left = 0;
        }

        block.RemoveRange(0, whole);
        blockLength -= length;
        Emit(new Part.Upload(pieces));
    }

    private static (Segment Head, Segment Tail) Split(Segment piece, long at) => piece switch
    {
        Segment.Copy range => (range with { Count = at }, new Segment.Copy(range.Offset + at, range.Count - at)),
        Segment.Write write => (new Segment.Write(write.Bytes[..(int)at]), new Segment.Write(write.Bytes[(int)at..])),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void Emit(Part part)
    {
        Done.Enqueue(part);
        Count++;
        Bytes += part.Length;
    }
}
