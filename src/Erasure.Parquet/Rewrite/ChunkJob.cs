using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// The rewriting of one chunk. A chunk of ordinary size is worked on ahead of its turn and its pieces wait; one that is larger
/// than the budget is worked on when its turn has come, a page at a time.
/// </summary>
internal sealed class ChunkJob : IAsyncDisposable
{
    private readonly ChunkRewriter rewriter;
    private readonly bool runsAhead;
    private readonly long need;
    private Task<List<OutputPiece>>? ahead;
    private ByteBudget.Share? share;

    public ChunkJob(ParquetFile file, RowGroup group, ColumnChunk chunk, RowSet erased, IReadOnlyList<ColumnQuery> asked)
    {
        rewriter = new ChunkRewriter(file, group, chunk, erased, asked);
        need = chunk.TotalCompressedSize + chunk.TotalUncompressedSize;
        runsAhead = need <= file.Options.MaxBytesInFlight && file.Options.DegreeOfParallelism > 1;
        Chunk = chunk;
        Group = group;
        Erased = erased;
    }

    public RowGroup Group { get; }

    public ColumnChunk Chunk { get; }

    public RowSet Erased { get; }

    /// <summary>Complete once every piece was taken.</summary>
    public ChunkResult Result => rewriter.Result;

    /// <summary>Starts the work, as soon as the <paramref name="limit"/> lets it.</summary>
    public async ValueTask StartAsync(WorkLimit limit, CancellationToken cancellationToken)
    {
        // Whoever gives up disposes of those before it, and waits for this one.
        share = await limit.Bytes.TakeAsync(need, CancellationToken.None);
        if (runsAhead)
        {
            ahead = Task.Run(() => CollectAsync(limit, cancellationToken), cancellationToken);
        }
    }

    /// <summary>The new chunk's bytes. Whoever takes a piece with new bytes disposes of it.</summary>
    public async IAsyncEnumerable<OutputPiece> PiecesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ahead is null)
        {
            await using IAsyncEnumerator<OutputPiece> pieces = rewriter.RewriteAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(pieces))
            {
                yield return pieces.Current;
            }

            yield break;
        }

        List<OutputPiece> collected = await ahead;
        ahead = null;
        foreach (OutputPiece piece in collected)
        {
            yield return piece;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ahead is not null)
        {
            try
            {
                (await ahead).ForEach(piece => piece.Made?.Dispose());
            }
            catch (Exception failure) when (failure is RefusedException or IOException or OperationCanceledException)
            {
                // the plan was abandoned for another reason, or for this one and the consumer has it
            }
        }

        rewriter.Dispose();
        share?.Dispose();
    }

    private async Task<List<OutputPiece>> CollectAsync(WorkLimit limit, CancellationToken cancellationToken)
    {
        List<OutputPiece> collected = [];
        using WorkLimit.Slot slot = await limit.EnterAsync(cancellationToken);
        try
        {
            await using IAsyncEnumerator<OutputPiece> pieces = rewriter.RewriteAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(pieces))
            {
                collected.Add(pieces.Current);
            }

            rewriter.Dispose();
            share!.ShrinkTo(collected.Sum(piece => piece.Made is null ? 0 : piece.Length));
            return collected;
        }
        catch
        {
            collected.ForEach(piece => piece.Made?.Dispose());
            throw;
        }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<OutputPiece> pieces)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, Group.Index, rewriter.Column.Path);
        }
    }
}
