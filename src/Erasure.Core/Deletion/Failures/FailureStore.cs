using System.Runtime.CompilerServices;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Objects;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Failures;

/// <summary>The adjudication list in the record store.</summary>
internal sealed class FailureStore(IRecordStore records, TimeProvider time)
{
    private const string Partition = "object-failures";

    public async Task<ObjectFailure?> GetAsync(string id, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<ObjectFailure>();

    /// <summary>The failures by id, after <paramref name="after"/>.</summary>
    public async IAsyncEnumerable<ObjectFailure> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(Partition, "", after, cancellationToken: cancellationToken))
        {
            yield return record.Read<ObjectFailure>();
        }
    }

    /// <summary>Enters what a job failed at; once a job, however often it says so.</summary>
    /// <returns>The entry, with what a human decided of it.</returns>
    public async Task<ObjectFailure> EnterAsync(string jobId, JobObject item, CancellationToken cancellationToken) => (await records.ChangeAsync<ObjectFailure>(
        KeyOf(item.Id),
        before => before?.JobId == jobId ? null : Entered(before, jobId, item),
        cancellationToken))!;

    /// <summary>Keeps the entry of an object that a job couldn't search and needn't fail at.</summary>
    public Task KeepAsync(string jobId, string id, CancellationToken cancellationToken) =>
        records.ChangeAsync<ObjectFailure>(KeyOf(id), before => before is null || before.JobId == jobId ? null : before with { JobId = jobId, LastSeen = time.GetUtcNow() }, cancellationToken);

    /// <summary>Takes an entry away.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) => records.DeleteAsync(KeyOf(id), cancellationToken);

    /// <summary>Enters a mapper that a job couldn't search as a whole; once a job, however often it says so.</summary>
    public Task EnterAsync(string jobId, string id, JobMapper mapper, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return records.ChangeAsync<ObjectFailure>(
            KeyOf(id),
            before => before?.JobId == jobId ? null : new ObjectFailure
            {
                Id = id,
                Mapper = mapper.Mapper.Id,
                Object = ObjectFailure.WholeMapper,
                Code = mapper.Reason ?? mapper.Code!,
                Detail = mapper.Detail,
                Attempts = (before?.Attempts ?? 0) + 1,
                JobId = jobId,
                FirstSeen = before?.FirstSeen ?? now,
                LastSeen = now,
            },
            cancellationToken);
    }

    /// <summary>Writes down that a human accepts the failure, and what that states, where it can be stated of the failure as it is at that moment.</summary>
    public async Task<CommandResult> AcceptAsync(string id, Acceptance acceptance, CancellationToken cancellationToken)
    {
        CommandResult result = CommandResult.NotFound;
        DateTimeOffset now = time.GetUtcNow();
        await new AcceptanceTimes(records, time).NoteAsync(now, cancellationToken);
        await records.ChangeAsync<ObjectFailure>(
            KeyOf(id),
            before =>
            {
                result = before is null ? CommandResult.NotFound : acceptance.Judge(before);
                return result != CommandResult.Accepted ? null : before! with
                {
                    Accepted = acceptance.Decision,
                    AcceptedAt = now,
                    AcceptedAs = acceptance.Means,
                    AcceptedVersion = before.ListedVersion,
                    Told = null,
                };
            },
            cancellationToken);
        return result;
    }

    /// <summary>A human has decided something: whoever meets it next tells of it again.</summary>
    public Task BeginAgainAsync(string id, CancellationToken cancellationToken) =>
        records.ChangeAsync<ObjectFailure>(KeyOf(id), before => before is null ? null : before with { Told = null }, cancellationToken);

    /// <summary>Takes on telling a reader of the failure.</summary>
    /// <param name="id">The failure.</param>
    /// <param name="reader">Who is to be told.</param>
    /// <param name="mail">The mail that would tell: the same one takes it on again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where another mail has told of it.</returns>
    public async Task<bool> TryTellAsync(string id, string reader, string mail, CancellationToken cancellationToken)
    {
        ObjectFailure? failure = await records.ChangeAsync<ObjectFailure>(
            KeyOf(id),
            before => before is null || before.Told?.ContainsKey(reader) == true
                ? null
                : before with { Told = new Dictionary<string, string>(before.Told ?? new Dictionary<string, string>()) { [reader] = mail } },
            cancellationToken);
        return failure is null || failure.Told![reader] == mail;
    }

    /// <summary>Objects for which nobody answers and at which a job hasn't failed, though one before it has.</summary>
    public async Task<List<ObjectFailure>> OwedAsync(string jobId, CancellationToken cancellationToken) => await ListAsync(null, cancellationToken)
        .Where(failure => failure.JobId != jobId && failure is { Accepted: null, Object: not ObjectFailure.WholeMapper, Code: not NotListedException.FolderGone })
        .ToListAsync(cancellationToken);

    /// <summary>Takes away what a job that has looked at every object of some mappers didn't fail at: it is erased from, or gone.</summary>
    public async Task RemoveOthersAsync(IReadOnlyCollection<string> mappers, string jobId, CancellationToken cancellationToken)
    {
        await foreach (ObjectFailure failure in ListAsync(null, cancellationToken))
        {
            if (mappers.Contains(failure.Mapper) && failure.JobId != jobId)
            {
                await records.DeleteAsync(KeyOf(failure.Id), cancellationToken);
            }
        }
    }

    private ObjectFailure Entered(ObjectFailure? before, string jobId, JobObject item)
    {
        DateTimeOffset now = time.GetUtcNow();
        ObjectFailure after = (before
            ?? new ObjectFailure { Id = item.Id, Mapper = item.Mapper, Object = item.Name, Code = FailureAdvice.Unfinished, JobId = jobId, FirstSeen = now, LastSeen = now }) with
        {
            Attempts = (before?.Attempts ?? 0) + 1,
            JobId = jobId,
            LastSeen = now,

            // A key that names whom any job was about stays withheld.
            Object = before is null || item.SealedKey is not null ? item.Name : before.Object,
        };
        if (!after.IsAnsweredIn(item))
        {
            after = after with { Accepted = null, AcceptedAt = null, AcceptedAs = default, AcceptedVersion = null };
        }

        // A job that ended before its turn was over knows nothing new of it.
        if (item.State != JobObjectState.Failed)
        {
            return after;
        }

        bool isKnown = before?.Code == item.Code && (before?.ListedVersion == item.PlannedVersion || item.Code == FailureAdvice.ObjectsMoved);
        bool isFault = item.Code == FailureAdvice.FoundAfterErasure;
        return after with
        {
            Code = item.Code!,
            Detail = item.Detail,
            Version = isFault ? item.SuccessorVersion : null,
            Build = isFault ? ProductBuild.Name : null,
            ListedVersion = item.PlannedVersion,
            HoldsMatches = item.FoundInRound is not null,
            Told = isKnown ? after.Told : null,
        };
    }

    private static RecordKey KeyOf(string id) => new(Partition, id);
}
