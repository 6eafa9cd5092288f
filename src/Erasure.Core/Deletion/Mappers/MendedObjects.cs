using Erasure.Core.Deletion.Failures;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Whether a data mapper, as it is to be stored, reads an object that a job failed at for the way in which it is written.</summary>
internal sealed class MendedObjects(Lazy<ILakeStores> stores, FailureStore failures)
{
    /// <summary>Of so many one is enough.</summary>
    private const int MostRead = 20;

    /// <summary>Larger objects aren't read for this.</summary>
    private const long MostBytes = 64 << 20;

    private static readonly string[] Unreadable = [CodeWords.Of(RefusalCode.NotTheFormat), CodeWords.Of(RefusalCode.MalformedText)];

    /// <summary>It reads one of them to its end, and finds its columns; or one can't be looked at without the job that failed at it.</summary>
    public async Task<bool> AnyAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        IObjectStore store = await stores.Value.OfAsync(mapper, cancellationToken);
        await foreach (ObjectFailure failure in failures.ListAsync(null, cancellationToken)
            .Where(failure => Unreadable.Contains(failure.Code) && string.Equals(failure.Mapper, mapper.Id, StringComparison.OrdinalIgnoreCase))
            .Take(MostRead)
            .WithCancellation(cancellationToken))
        {
            if (failure.IsNameWithheld || await IsReadAsync(store, mapper, failure.Object, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> IsReadAsync(IObjectStore store, DataMapper mapper, string key, CancellationToken cancellationToken)
    {
        try
        {
            await using IOpenObject? open = await store.OpenAsync(key, cancellationToken);
            if (open is not { Length: > 0 and <= MostBytes, Info.Hindrance: not Hindrance.Archived })
            {
                return false;
            }

            // Matches without values: nothing is looked for but the columns.
            RowPredicate nobody = new([.. mapper.IdentifierColumns().Select(column => new SimpleMatch([column], []))], []);
            Findings findings = PartitionedPredicate.Of(nobody, key).Restore(await RowErasers.ForVerification(mapper, key).FindAsync(open, nobody, cancellationToken));
            return findings.Problems.All(problem => problem.Code == MatchProblemCode.ColumnNotFound && mapper.IsOptional(problem.Column));
        }
        catch (Exception failure) when (failure is RefusedException or HinderedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
