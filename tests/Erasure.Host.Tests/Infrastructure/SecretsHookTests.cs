using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>What <c>infra/bicep/write-secrets.sh</c> tells the Azure CLI, which a script stands in for here.</summary>
public sealed class SecretsHookTests
{
    /// <summary>Keeps secrets as files; the first <c>$REFUSALS</c> calls are refused, as before a new role counts.</summary>
    private const string Az = """
        #!/usr/bin/env bash
        echo "$*" >> "$VAULT/calls"
        refused=$(cat "$VAULT/refused" 2> /dev/null || echo 0)
        if [ "$refused" -lt "${REFUSALS:-0}" ]; then
          echo $((refused + 1)) > "$VAULT/refused"
          echo "ERROR: (Forbidden) Caller is not authorized" >&2
          exit 1
        fi
        case "$3" in
          list) ls "$VAULT/secrets" ;;
          set) [ "$6" = --name ] && [ "$8" = --file ] && cp "$9" "$VAULT/secrets/$7" ;;
        esac
        """;

    [Fact]
    public async Task It_writes_what_is_missing_leaves_what_is_there_and_shows_no_value()
    {
        using TempFolder folder = new();
        Prepare(folder);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "secrets", "erasure-api-key"), "mine");

        ProcessResult result = await RunAsync(folder, refusals: 2);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder.Path, "secrets", "erasure-api-key")));
        string key = await File.ReadAllTextAsync(Path.Combine(folder.Path, "secrets", "erasure-master-key"));
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.DoesNotContain(key, result.Output + result.Error + await File.ReadAllTextAsync(Path.Combine(folder.Path, "calls")), StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(folder, refusals: 0)).ExitCode);
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(folder.Path, "secrets", "erasure-master-key")));
    }

    [Fact]
    public async Task It_says_why_it_gave_up()
    {
        using TempFolder folder = new();
        Prepare(folder);

        ProcessResult result = await RunAsync(folder, refusals: 100);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Forbidden", result.Error, StringComparison.Ordinal);
    }

    private static void Prepare(TempFolder folder)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "secrets"));
        File.WriteAllText(Path.Combine(folder.Path, "az"), Az);
    }

    private static Task<ProcessResult> RunAsync(TempFolder folder, int refusals) => ProcessResult.RunAsync(
        "bash",
        "-c",
        $"chmod +x '{folder.Path}/az' && PATH='{folder.Path}':$PATH VAULT='{folder.Path}' REFUSALS={refusals} ERASURE_VAULT_NAME=kv ERASURE_VAULT_WAIT=0 ERASURE_VAULT_ATTEMPTS=5 bash '{Repository.PathOf("infra", "bicep", "write-secrets.sh")}'");
}
