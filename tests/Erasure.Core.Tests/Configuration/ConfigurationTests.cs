using Erasure.Core.Configuration;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Configuration;

/// <summary>A folder for a configuration, and the environment that it is read in.</summary>
public abstract class ConfigurationTests : IAsyncLifetime
{
    private protected TempFolder Folder { get; } = new();

    private protected Dictionary<string, string> Environment { get; } = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Has these problems and no others, by their paths in any order.</summary>
    private protected void Expect(string json, params string[] paths)
    {
        var (configuration, problems) = ConfigurationLoader.Parse(json, Folder.Path, Environment.GetValueOrDefault);

        Assert.Equal(paths.Order(), problems.Select(problem => problem.Path).Order());
        Assert.Equal(paths.Length == 0, configuration is not null);
    }
}
