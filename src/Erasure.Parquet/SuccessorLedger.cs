namespace Erasure.Parquet;

/// <summary>Keeps what becomes of a successor while a plan is carried out: which ranges are copied, and how much is written.</summary>
/// <remarks>Pieces that go on where the one before ended are one segment, so that its length grows with the places that change and not with the object.</remarks>
public sealed class SuccessorLedger
{
    private readonly List<SuccessorSegment> segments = [];
    private readonly bool inPlace;

    /// <param name="inPlace">The written bytes lie where they do in the successor; otherwise one behind the other.</param>
    public SuccessorLedger(bool inPlace) => this.inPlace = inPlace;

    /// <summary>Bytes of the successor so far.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of it that were written.</summary>
    public long Written { get; private set; }

    /// <summary>Adds the plan's next segment.</summary>
    public void Add(Segment segment)
    {
        if (segment.Length == 0)
        {
            return;
        }

        long? from = (segment as Segment.Copy)?.Offset;
        SuccessorSegment next = new(Length, segment.Length, from, from is null ? inPlace ? Length : Written : 0);
        if (segments.Count > 0 && segments[^1] is var last && last.SourceOffset + last.Length == from)
        {
            segments[^1] = last with { Length = last.Length + next.Length };
        }
        else
        {
            segments.Add(next);
        }

        Length += segment.Length;
        Written += from is null ? segment.Length : 0;
    }

    /// <summary>The successor, once every segment is added.</summary>
    /// <param name="source">The source that the plan was made for.</param>
    /// <param name="written">The bytes that were written.</param>
    public Successor Close(IByteSource source, IByteSource written) => new(source, written, segments);
}
