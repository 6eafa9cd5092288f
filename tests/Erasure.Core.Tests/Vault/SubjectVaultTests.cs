using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Erasures;
using Erasure.Core.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Vault;

public sealed class SubjectVaultTests
{
    private const string Id = "019b8d2b8c007e038350bd2a65bbf797";

    [Fact]
    public async Task What_is_sealed_opens_again_and_the_record_tells_nothing()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        SubjectVault vault = host.Engine.Services.GetRequiredService<SubjectVault>();

        await vault.SealAsync(Id, Subject("user-canary-1"), new Requester(new Sealed<string>("a@example.org")), default);
        VaultedSubject? opened = await vault.OpenAsync(Id, default);

        Assert.Equal("user-canary-1", opened!.Subject.Open().Identifiers["user_id"]);
        Assert.Equal("a@example.org", Assert.Single(opened.Requesters).Email.Open());
        StoredRecord? record = await host.Records.GetAsync(new RecordKey($"vault/{Id}", "subject"), default);
        Assert.DoesNotContain("user-canary-1", Encoding.UTF8.GetString(record!.Value.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("user_id", Encoding.UTF8.GetString(record.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_to_seal_wins()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        SubjectVault vault = host.Engine.Services.GetRequiredService<SubjectVault>();

        await vault.SealAsync(Id, Subject("first"), requester: null, default);
        await vault.SealAsync(Id, Subject("second"), requester: null, default);

        Assert.Equal("first", (await vault.OpenAsync(Id, default))!.Subject.Open().Identifiers["user_id"]);
    }

    [Fact]
    public async Task What_is_destroyed_is_gone_and_a_late_writer_doesnt_bring_it_back()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        SubjectVault vault = host.Engine.Services.GetRequiredService<SubjectVault>();
        await vault.SealAsync(Id, Subject("first"), requester: null, default);

        await vault.DestroyAsync(Id, default);
        await vault.DestroyAsync(Id, default);
        await vault.SealAsync(Id, Subject("first"), requester: null, default);

        Assert.Null(await vault.OpenAsync(Id, default));
    }

    [Fact]
    public async Task A_record_moved_to_another_erasure_doesnt_open()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        SubjectVault vault = host.Engine.Services.GetRequiredService<SubjectVault>();
        await vault.SealAsync(Id, Subject("first"), requester: null, default);
        StoredRecord? record = await host.Records.GetAsync(new RecordKey($"vault/{Id}", "subject"), default);
        string other = Id.Replace("019b", "019c", StringComparison.Ordinal);
        await host.Records.TryPutAsync(new RecordKey($"vault/{other}", "subject"), record!.Value, 0, null, default);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => vault.OpenAsync(other, default));
    }

    [Fact]
    public async Task Another_master_key_opens_nothing()
    {
        using LocalMasterKey one = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
        using LocalMasterKey other = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
        byte[] wrapped = await one.WrapAsync(new byte[32], "context", default);

        Assert.Equal(new byte[32], await one.UnwrapAsync(wrapped, "context", default));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await one.UnwrapAsync(wrapped, "another", default));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await other.UnwrapAsync(wrapped, "context", default));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await one.UnwrapAsync(new byte[3], "context", default));
        Assert.Throws<ArgumentException>(() => new LocalMasterKey(new byte[16]));
    }

    [Fact]
    public async Task Another_master_key_than_that_of_the_records_is_noticed()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        using LocalMasterKey one = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
        using LocalMasterKey other = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));

        Assert.True(await new MasterKeyCheck(host.Records, one).HoldsAsync(default));
        Assert.True(await new MasterKeyCheck(host.Records, one).HoldsAsync(default));
        Assert.False(await new MasterKeyCheck(host.Records, other).HoldsAsync(default));
    }

    /// <summary>As after an upgrade from a version that kept no check value.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_opens_nothing_of_what_is_sealed_is_not_taken_for_the_first(bool isErasure)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        using LocalMasterKey one = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
        using LocalMasterKey other = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
        Sealed<Subject> subject = new(new Subject(new Dictionary<string, string> { ["user_id"] = "u-1" }));
        SubjectVault vault = new(host.Records, one, [], TimeProvider.System);
        string id = ErasureId.New(TimeProvider.System);
        if (isErasure)
        {
            ErasureStore erasures = new(host.Records);
            await erasures.OpenMonthOfAsync(id, default);
            await vault.SealAsync(id, subject, null, default);
            await erasures.TryAddAsync(new StoredErasure(new ErasureRecord { Id = id, ReceivedAt = default, Deadline = default, Domains = [] }, null, []), default);
        }
        else
        {
            await new QueueStore(host.Records).TryAddAsync(
                new QueuedMatch { Id = id, Kind = MatchKind.Simple, CreatedAt = default, Deadline = default, Values = await new MatchValues(vault, one).SealAsync(id, subject, default) },
                default);
        }

        Assert.False(await new MasterKeyCheck(host.Records, other).HoldsAsync(default));
        Assert.False(await new MasterKeyCheck(host.Records, other).HoldsAsync(default));
        Assert.True(await new MasterKeyCheck(host.Records, one).HoldsAsync(default));
        Assert.False(await new MasterKeyCheck(host.Records, other).HoldsAsync(default));
    }

    [Fact]
    public void A_key_that_nobody_drew_is_weak()
    {
        Assert.True(LocalMasterKey.IsWeak(new byte[LocalMasterKey.Length]));
        Assert.True(LocalMasterKey.IsWeak("passwordpasswordpasswordpassword"u8));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(LocalMasterKey.IsWeak(RandomNumberGenerator.GetBytes(LocalMasterKey.Length))));
    }

    [Fact]
    public void Keyed_hashes_depend_on_key_purpose_and_borders()
    {
        using LocalMasterKey key = new(new byte[LocalMasterKey.Length]);
        using LocalMasterKey other = new([1, .. new byte[LocalMasterKey.Length - 1]]);
        KeyedHashes hashes = new(key);
        string[] all =
        [
            hashes.Hash("a", "x", "y"), hashes.Hash("b", "x", "y"), hashes.Hash("a", "xy"), hashes.Hash("a", "x", "y", ""),
            hashes.Hash("a", "x", "y", null), new KeyedHashes(other).Hash("a", "x", "y"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(hashes.Hash("a", "x", "y"), new KeyedHashes(key).Hash("a", "x", "y"));
        Assert.Matches("^[0-9a-f]{64}$", all[0]);
    }

    private static Sealed<Subject> Subject(string userId) => new(new Subject(new Dictionary<string, string> { ["user_id"] = userId }));
}
