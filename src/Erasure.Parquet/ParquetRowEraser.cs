using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet;

/// <summary>Finds and removes rows of Parquet files, touching only the pages that hold them (apache/parquet-format 2.12).</summary>
/// <remarks>
/// Memory: the footer's bytes, a bit a row at most for rows found, and a few pages for each of the chunks worked on at once.
/// Instances may be used by many threads. Values are converted once a schema for as long as their predicate lives: ask many files with the same one.
/// </remarks>
public sealed class ParquetRowEraser(ParquetEraserOptions options) : IRowEraser
{
    private static readonly PredicateCache Predicates = new();

    /// <summary>An eraser with the default options.</summary>
    public ParquetRowEraser()
        : this(new ParquetEraserOptions())
    {
    }

    /// <inheritdoc/>
    public async ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        await (await OpenAsync(source, predicate, cancellationToken)).FindAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        Opened opened = await OpenAsync(source, predicate, cancellationToken);
        bool isNoop = !await opened.Search.FindAnyAsync(cancellationToken);
        IAsyncEnumerable<Segment> segments = isNoop ? new Segment[] { new Segment.Copy(0, source.Length) }.ToAsyncEnumerable() : opened.RewriteAsync(source, CancellationToken.None);
        return new RewritePlan(source.Length, isNoop, segments, opened.FindAllAsync)
        {
            Check = isNoop ? null : new SuccessorCheck(new ParquetVerifier(options), opened.EditAsync),
        };
    }

    private async ValueTask<Opened> OpenAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        CountingByteSource counted = new(source);
        ParquetFile file = await ParquetFile.OpenAsync(counted, options, cancellationToken);
        KeyValueRules.RefuseManaged(file.Metadata.KeyValues);
        CompiledPredicate compiled = Predicates.Get(predicate, file);
        List<Notice> notices = [];
        if (options.UseIndexes && await new PruningAudit(file, compiled).FindUntruthAsync(cancellationToken) is { } place)
        {
            notices.Add(new Notice(NoticeCode.PruningUntrusted, 1, place));
            file = file.WithoutPruning();
        }

        MetadataQuotes quotes = new(predicate);
        if (quotes.Find(file.Metadata.KeyValues) is { Count: > 0 } entries)
        {
            notices.Add(new Notice(NoticeCode.QuotedInMetadata, entries.Count, $"Key/value metadata, entry {entries[0]}"));
        }

        WorkLimit limit = new(options);
        ValueDoubts valueDoubts = new(predicate, compiled, file.Schema);
        RowPredicate? loose = predicate.CountNearMisses ? predicate.Loosely() : null;
        return new Opened(file, counted, compiled, limit, new FileSearch(file, compiled, limit, quotes, valueDoubts), valueDoubts, notices, loose, CaseDoubts.Find(predicate, file.Schema));
    }

    /// <summary>A file and its search, which go on for as long as a plan is carried out.</summary>
    private sealed record Opened(
        ParquetFile File,
        CountingByteSource Searched,
        CompiledPredicate Predicate,
        WorkLimit Limit,
        FileSearch Search,
        ValueDoubts ValueDoubts,
        IReadOnlyList<Notice> Notices,
        RowPredicate? Loose,
        CaseDoubts? Doubts)
    {
        public async ValueTask<Findings> FindAllAsync(CancellationToken cancellationToken)
        {
            RowSet[] rows = await Search.FindAllAsync(cancellationToken);
            IReadOnlyList<Notice> misses = Loose is null ? [] : await FindMoreAsync(rows, Loose, cancellationToken);
            IReadOnlyList<Notice> doubted = Doubts is null ? [] : await FindMoreAsync(rows, Doubts.Predicate, cancellationToken);
            IReadOnlyList<MatchProblem> problems = [.. Predicate.Problems, .. doubted.Count == 0 ? [] : Doubts!.Problems, .. ValueDoubts.Problems(Search.MalformedColumns)];
            return new Findings(rows.Sum(set => (long)set.RowCount), rows.Sum(set => (long)set.Count), Searched.BytesRead, problems)
            {
                UnusedEntries = rows.Sum(set => set.IsFull ? 0 : set.UnusedEntries.Count),
                Asked = Search.Asked,
                Notices = [.. Notices, .. Search.Notices, .. misses.Count > 0 ? misses : doubted],
            };
        }

        public async ValueTask<Edit> EditAsync(CancellationToken cancellationToken) =>
            new RowsRemoved(Predicate, [.. (await Search.FindAllAsync(cancellationToken)).Select(rows => rows.ToArray())]);

        public async IAsyncEnumerable<Segment> RewriteAsync(IByteSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // a rewriter each time it is enumerated, and none of its reads count as the search's
            await foreach (Segment segment in new FileRewriter(File.Through(source), Search, Limit).RewriteAsync(cancellationToken))
            {
                yield return segment;
            }
        }

        /// <summary>Rows that another predicate finds beside those that go.</summary>
        private async ValueTask<IReadOnlyList<Notice>> FindMoreAsync(RowSet[] rows, RowPredicate other, CancellationToken cancellationToken)
        {
            NearMisses misses = new();
            RowSet[] found = await new FileSearch(File, Predicates.Get(other, File), Limit).FindAllAsync(cancellationToken);
            for (int i = 0; i < found.Length; i++)
            {
                misses.Add(found[i].ToArray().Count(row => !rows[i].Contains(row)), $"row group {i}");
            }

            return misses.Notices;
        }
    }
}
