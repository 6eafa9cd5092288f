using System.Runtime.CompilerServices;
using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Text;

/// <summary>What the erasers of all text formats share: they differ only in how they read a record.</summary>
internal sealed class TextRewriter
{
    /// <summary>What any compressed object may grow to, however short it is.</summary>
    private const long FreeExpansion = 64 << 20;

    private const int SegmentLength = 1 << 20;

    // bytes of memory for each of a long record: it is held; what it is written as grows beside it, by doubling
    private const int TimesFound = 1;
    private const int TimesWritten = 4;

    private readonly TextEraserOptions options;
    private readonly Func<RowPredicate, ITextScan> begin;

    /// <exception cref="ArgumentException">The format contradicts itself.</exception>
    public TextRewriter(TextEraserOptions options, Func<RowPredicate, ITextScan> begin)
    {
        if (options.Format.FindMistake() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(options));
        }

        this.options = options;
        this.begin = begin;
    }

    public async ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        (Findings findings, _, _) = await ScanAsync(source, predicate, cancellationToken);
        return findings;
    }

    public async ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        (Findings findings, TextCodec codec, List<Segment> kept) = await ScanAsync(source, predicate, cancellationToken);
        if (findings.RowsMatched == 0)
        {
            kept = source.Length > 0 ? [new Segment.Copy(0, source.Length)] : [];
            return new RewritePlan(source.Length, findings, Copies(kept));
        }

        return new RewritePlan(source.Length, findings, codec == TextCodec.None ? Copies(kept) : new Rewriting(this, source, predicate));
    }

    private async ValueTask<(Findings Findings, TextCodec Codec, List<Segment> Kept)> ScanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        ITextScan scan = predicate.CountNearMisses ? new NearMissScan(begin(predicate), begin(predicate.Loosely())) : begin(predicate);
        await using var stream = new SourceStream(source);
        TextCodec codec = await DetectAsync(stream, cancellationToken);
        await using RecordReader reader = Open(codec, stream, scan, TimesFound);
        var kept = new List<Segment>();
        long matched = 0;
        long from = 0;
        try
        {
            while (await reader.FillAsync(cancellationToken))
            {
                reader.Process(
                    null,
                    (offset, length, isRow) =>
                    {
                        matched += isRow ? 1 : 0;
                        AddCopy(kept, from, offset);
                        from = offset + length;
                    },
                    cancellationToken);
            }
        }
        catch (RefusedException refused) when (matched > 0)
        {
            throw refused.BehindMatches();
        }

        AddCopy(kept, from, reader.Position);
        return (new Findings(scan.Rows, matched, stream.BytesRead, scan.Problems) { Notices = scan.Notices, ColumnsSeen = scan.ColumnsSeen, Header = scan.Header, Asked = scan.Asked }, codec, kept);

        // ranges of compressed text mean nothing to an executor
        void AddCopy(List<Segment> segments, long start, long end)
        {
            if (codec == TextCodec.None && end > start)
            {
                segments.Add(new Segment.Copy(start, end - start));
            }
        }
    }

    private async ValueTask<TextCodec> DetectAsync(SourceStream stream, CancellationToken cancellationToken) =>
        TextCodecs.Detect((await stream.PeekAsync(TextCodecs.MagicLength, cancellationToken)).Span, options.Name);

    private RecordReader Open(TextCodec codec, SourceStream stream, ITextScan scan, int times)
    {
        long maxLength = codec == TextCodec.None ? long.MaxValue : FreeExpansion + (options.MaxExpansion * stream.Length);
        return new RecordReader(codec, stream, scan, options, maxLength, times);
    }

    private static async IAsyncEnumerable<Segment> Copies(List<Segment> segments)
    {
        await Task.CompletedTask;
        foreach (Segment segment in segments)
        {
            yield return segment;
        }
    }

    private async IAsyncEnumerable<Segment> RewriteAsync(IByteSource source, RowPredicate predicate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new SourceStream(source);
        TextCodec codec = await DetectAsync(stream, cancellationToken);
        await using RecordReader reader = Open(codec, stream, begin(predicate), TimesWritten);
        using var output = new MemoryStream();
        bool isEmpty = true;
        await using (Stream compressed = TextCodecs.Create(codec, output))
        {
            while (await reader.FillAsync(cancellationToken))
            {
                reader.Process(compressed.Write, static (_, _, _) => { }, cancellationToken);
                if (output.Length >= SegmentLength)
                {
                    yield return new Segment.Write(output.GetBuffer().AsMemory(0, (int)output.Length));
                    output.SetLength(0);
                    isEmpty = false;
                }
            }
        }

        if (codec == TextCodec.Gzip && isEmpty && output.Length == 0)
        {
            // .NET makes no bytes of no text, and no bytes are no gzip
            output.Write(GzipCodec.EmptyMember);
        }

        yield return new Segment.Write(output.GetBuffer().AsMemory(0, (int)output.Length));
    }

    /// <summary>Reads and writes anew at every enumeration.</summary>
    private sealed class Rewriting(TextRewriter rewriter, IByteSource source, RowPredicate predicate) : IAsyncEnumerable<Segment>
    {
        public IAsyncEnumerator<Segment> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            rewriter.RewriteAsync(source, predicate, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }
}
