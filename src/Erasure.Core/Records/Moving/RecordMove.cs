using System.Globalization;

namespace Erasure.Core.Records.Moving;

/// <summary>Moves all records from one store to another, while no host works on either: copied, compared both ways, and only then the source is marked as left and the target opened.</summary>
/// <remarks>
/// Whenever it is killed, hosts may work on at most one of the two, and running it again goes on: what is copied is found, and nothing is written over.
/// Versions are given anew, at random (<see cref="RecordVersion"/>), so that none of a key's repeats, however often it is moved.
/// </remarks>
/// <param name="source">Where they are.</param>
/// <param name="target">Where they go.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Is told how far it is, from any thread.</param>
public sealed class RecordMove(MoveSide source, MoveSide target, TimeProvider time, Action<MoveProgress>? tell = null)
{
    private const int AtOnce = 16;

    private long total;

    /// <summary>Moves them, or goes on with that.</summary>
    /// <exception cref="MoveException">They can't be moved.</exception>
    public async Task<MoveResult> RunAsync(CancellationToken cancellationToken)
    {
        MoveMark? here = await source.Marks.GetAsync(cancellationToken);
        MoveMark? there = await target.Marks.GetAsync(cancellationToken);
        if (here is { Stage: MoveStage.Left } && here.Id == there?.Id)
        {
            return there.Stage == MoveStage.Arriving ? await OpenAsync(there, records: null, cancellationToken) : new MoveResult(here.Id, Records: null, Hash: null);
        }

        if (MoveMarks.RefusalOf(here) is { } refusal)
        {
            throw new MoveException("source-closed", $"{source.Place}: {refusal}.");
        }

        string fingerprint = await CountAsync(cancellationToken);
        MoveMark mark = await BeginAsync(there, fingerprint, cancellationToken);
        await CopyAsync(cancellationToken);
        RecordTally moved = await CompareAsync(mark, cancellationToken);
        await source.Marks.WriteAsync(mark with { Stage = MoveStage.Left, Other = target.Place, At = time.GetUtcNow() }, cancellationToken);
        return await OpenAsync(mark, moved, cancellationToken);
    }

    /// <summary>Destroys what is left in the source of a move that was finished. The mark stays, so that no host begins there anew.</summary>
    /// <returns>How many records there were.</returns>
    /// <exception cref="MoveException">It wasn't finished.</exception>
    public async Task<long> DestroySourceAsync(CancellationToken cancellationToken)
    {
        MoveMark? here = await source.Marks.GetAsync(cancellationToken);
        MoveMark? there = await target.Marks.GetAsync(cancellationToken);
        if (here is not { Stage: MoveStage.Left } || there is not { Stage: MoveStage.Arrived or MoveStage.Settled } || here.Id != there.Id)
        {
            throw new MoveException("not-moved", $"{source.Place}: nothing is destroyed, since its records aren't known to be in {target.Place}. Move them first.");
        }

        long destroyed = 0;
        await EachAsync(source, MoveStep.Destroy, async (record, cancellation) =>
        {
            await source.Records.DeleteAsync(record.Key, cancellation);
            Interlocked.Increment(ref destroyed);
        }, cancellationToken);
        await source.DestroyRestAsync(cancellationToken);
        return destroyed;
    }

    /// <summary>Looks through the source.</summary>
    /// <returns>The hash of what doesn't expire.</returns>
    private async Task<string> CountAsync(CancellationToken cancellationToken)
    {
        RecordTally lasting = new();
        long count = 0;
        await EachAsync(source, MoveStep.Count, (record, _) =>
        {
            if (record.Value.Length > target.MaxValueLength)
            {
                throw new MoveException("too-long", $"{Name(record.Key)} of {source.Place} has {record.Value.Length} bytes, and {target.Place} takes {target.MaxValueLength}.");
            }

            Interlocked.Increment(ref count);
            AddLasting(lasting, record);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        total = count;
        return lasting.Hash;
    }

    private async Task<MoveMark> BeginAsync(MoveMark? there, string fingerprint, CancellationToken cancellationToken)
    {
        if (there is { Stage: MoveStage.Arriving })
        {
            return there.Source == fingerprint ? there : throw new MoveException(
                "source-changed",
                $"{target.Place} holds an unfinished move from {there.Other}, and what is in {source.Place} isn't what was to be moved: it is another store, or a host has worked on it since. "
                + "Delete the unfinished copy, or name another target, and begin again.");
        }

        if (target.HasOrchestrations() || await target.RecordsAsync(cancellationToken).AnyAsync(cancellationToken))
        {
            throw new MoveException("not-empty", there is { Stage: MoveStage.Left }
                ? $"{target.Place} still has the records that were moved to {there.Other}: destroy them there first (`--destroy-source` of that move), or name another target."
                : $"{target.Place} isn't empty: records are moved into a store of which nothing is known yet. Name another one.");
        }

        MoveMark mark = new() { Id = Guid.NewGuid().ToString("N"), Stage = MoveStage.Arriving, Other = source.Place, At = time.GetUtcNow(), Source = fingerprint };
        if (there is not null)
        {
            await target.Marks.WriteAsync(mark, cancellationToken);
        }
        else if (!await target.Marks.TryAddAsync(mark, cancellationToken))
        {
            throw new MoveException("in-use", $"Somebody else has just begun to move records to {target.Place}.");
        }

        return mark;
    }

    private Task CopyAsync(CancellationToken cancellationToken) => EachAsync(source, MoveStep.Copy, async (record, cancellation) =>
    {
        if (!HasExpired(record) && await target.Records.TryPutAsync(record.Key, record.Value, expectedVersion: 0, record.ExpiresAt, cancellation) is null)
        {
            await ExpectAsync(record, target, cancellation);
        }
    }, cancellationToken);

    /// <summary>Looks each record up in the other store, both ways, and compares count and hash of what doesn't expire.</summary>
    /// <returns>What is in the target.</returns>
    private async Task<RecordTally> CompareAsync(MoveMark mark, CancellationToken cancellationToken)
    {
        RecordTally all = new();
        RecordTally lasting = new();
        await EachAsync(source, MoveStep.Compare, async (record, cancellation) => await ExpectAsync(record, target, cancellation), cancellationToken);
        await EachAsync(target, MoveStep.Compare, async (record, cancellation) =>
        {
            await ExpectAsync(record, source, cancellation);
            all.Add(record);
            AddLasting(lasting, record);
        }, cancellationToken);
        return lasting.Hash == mark.Source ? all : throw new MoveException("source-changed", $"{source.Place} has changed since the move began: is a host working on it? Stop it, delete the unfinished copy in {target.Place}, and begin again.");
    }

    // From here on the source is left. A host that has no lock may have written until it noticed that: what it did would be lost, so it is looked for.
    private async Task<MoveResult> OpenAsync(MoveMark mark, RecordTally? records, CancellationToken cancellationToken)
    {
        if (source.Notice > TimeSpan.Zero)
        {
            tell?.Invoke(new MoveProgress(MoveStep.Wait, 0, total));
            await Task.Delay(source.Notice * 2, time, cancellationToken);
            try
            {
                records = await CompareAsync(mark, cancellationToken);
            }
            catch (MoveException)
            {
                await source.Marks.RemoveAsync(CancellationToken.None);
                throw;
            }
        }

        await target.Marks.WriteAsync(mark with { Stage = MoveStage.Arrived }, cancellationToken);
        return new MoveResult(mark.Id, records?.Count, records?.Hash);
    }

    private async Task ExpectAsync(StoredRecord record, MoveSide other, CancellationToken cancellationToken)
    {
        if (HasExpired(record))
        {
            return;
        }

        if (await other.Records.GetAsync(record.Key, cancellationToken) is not { } found)
        {
            // It may go between two looks, and clocks differ a little.
            if (record.ExpiresAt <= time.GetUtcNow() + TimeSpan.FromMinutes(1))
            {
                return;
            }

            throw Differs(record.Key, $"isn't in {other.Place}");
        }

        if (!RecordTally.HashOf(record).AsSpan().SequenceEqual(RecordTally.HashOf(found)))
        {
            throw Differs(record.Key, $"says something else in {other.Place}");
        }
    }

    private MoveException Differs(RecordKey key, string how) => new(
        "differs", $"{Name(key)} {how}. Is a host working on {source.Place} or {target.Place}? Stop it, delete the unfinished copy in {target.Place}, and begin again. Nothing was changed in {source.Place}.");

    private bool HasExpired(StoredRecord record) => record.ExpiresAt <= time.GetUtcNow();

    private async Task EachAsync(MoveSide side, MoveStep step, Func<StoredRecord, CancellationToken, ValueTask> act, CancellationToken cancellationToken)
    {
        long done = 0;
        tell?.Invoke(new MoveProgress(step, 0, total));
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(side.RecordsAsync(cancellationToken), options, async (record, cancellation) =>
        {
            await act(record, cancellation);
            tell?.Invoke(new MoveProgress(step, Interlocked.Increment(ref done), total));
        });
    }

    private static void AddLasting(RecordTally tally, StoredRecord record)
    {
        if (record.ExpiresAt is null)
        {
            tally.Add(record);
        }
    }

    private static string Name(RecordKey key) => string.Create(CultureInfo.InvariantCulture, $"The record '{key.Sort}' of '{key.Partition}'");
}
