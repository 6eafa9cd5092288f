using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Lake;

/// <summary>A lake of two mappers, and what the person's rows look like in it.</summary>
internal static class ClicksAndCrm
{
    public const string Mine = """{"by":"u-2042"}""" + "\n{}\n";
    public const string Malformed = """{"by":"u-2042"}""" + "\n{\"by\n";

    public static DataMapper Clicks { get; } = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    public static DataMapper Crm { get; } = JobWorld.Mapper("crm", DataFormat.Json, columns: ["by"]);

    public static DataMappers MappersOf(JobWorld world) => world.Host.Services.GetRequiredService<DataMappers>();

    /// <summary>Attempts fail since the mapper that is owed isn't there as it was.</summary>
    public static async Task IsOwedInCrmAsync(JobWorld world, params int[] attempts)
    {
        foreach (int attempt in attempts)
        {
            Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt));
            Assert.Equal("unknown-mapper", failed.Code);
            Assert.Contains("crm", failed.Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>An attempt erases what is owed.</summary>
    public static async Task IsErasedFromCrmAsync(JobWorld world, TempFolder folder, int attempt)
    {
        await world.RunAsync(attempt);
        Assert.IsType<Outcome.Erased>(await world.CheckAsync(attempt));
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "crm/b.jsonl"));
        Assert.Empty(await world.QueuedAsync());
    }
}
