using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Decides of which successors a second library is asked: the first of each writer and schema since the process began, and a sample of the rest.</summary>
/// <remarks>The sample is drawn by a hash of key and version, so that a repeated attempt asks about the same objects.</remarks>
internal sealed class SecondOpinions(ISecondOpinion? library = null, LakeConfiguration? lake = null)
{
    /// <summary>Kinds that are remembered; with more, they are met anew.</summary>
    private const int MostKinds = 10_000;

    private readonly ConcurrentDictionary<string, byte> met = new(StringComparer.Ordinal);

    /// <summary>The check, and behind it a second opinion where one is due.</summary>
    /// <param name="check">Ours.</param>
    /// <param name="work">The object.</param>
    /// <param name="rows">What was asked of its rows.</param>
    /// <param name="open">What of it is replaced.</param>
    /// <param name="tell">Gets what the library said, where it agrees.</param>
    public ISuccessorCheck After(ISuccessorCheck check, ObjectWork work, RowPredicate rows, IOpenObject open, Func<Opinion, CancellationToken, Task> tell) =>
        library is null || lake!.Job.SecondOpinionEvery == 0 ? check : new Chained(this, library, check, work, rows, open, tell);

    private async ValueTask<bool> IsDueAsync(ObjectWork work, IOpenObject open, IByteSource source, CancellationToken cancellationToken)
    {
        string kind = await KindAsync(work, source, cancellationToken);
        if (met.Count >= MostKinds)
        {
            met.Clear();
        }

        return met.TryAdd(kind, 0) || IsSampled(work.Key, open.Info.Version, lake!.Job.SecondOpinionEvery);
    }

    private static async ValueTask<string> KindAsync(ObjectWork work, IByteSource source, CancellationToken cancellationToken)
    {
        if (work.Mapper.Format != DataFormat.Parquet)
        {
            return $"{work.Mapper.Id}\n{work.Mapper.Format}";
        }

        ParquetFileInfo file = await ParquetInspector.InspectAsync(source, new ParquetEraserOptions(), cancellationToken);
        IEnumerable<string> columns = file.Columns.Select(static column => $"{column.Path} {column.Type} {column.IsOptional} {column.IsRepeated}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.CreatedBy}\n{string.Join('\n', columns)}")));
    }

    private static bool IsSampled(string key, string version, int every) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{version}"))) % (ulong)every == 0;

    private sealed class Chained(
        SecondOpinions opinions,
        ISecondOpinion library,
        ISuccessorCheck first,
        ObjectWork work,
        RowPredicate rows,
        IOpenObject open,
        Func<Opinion, CancellationToken, Task> tell) : ISuccessorCheck
    {
        public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken)
        {
            await first.CheckAsync(source, successor, cancellationToken);
            if (await opinions.IsDueAsync(work, open, source, cancellationToken))
            {
                OpinionQuestion question = new(work.Mapper.Format, RowErasers.TextOf(work.Mapper, work.Key), rows);
                await tell(await AskAsync(source, successor, question, cancellationToken), cancellationToken);
            }
        }

        private async ValueTask<Opinion> AskAsync(IByteSource source, Successor successor, OpinionQuestion question, CancellationToken cancellationToken)
        {
            try
            {
                Opinion opinion = await library.AskAsync(source, successor, question, cancellationToken);
                JobMeter.SecondOpinion(opinion.NotRead.Count == 0 ? "agrees" : "partial");
                return opinion;
            }
            catch (RefusedException)
            {
                JobMeter.SecondOpinion("differs");
                throw;
            }
        }
    }
}
