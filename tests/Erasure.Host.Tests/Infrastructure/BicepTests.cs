using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The Bicep files, as their compiler sees them: syntax, names, parameters, and each resource against Azure's types.</summary>
public sealed partial class BicepTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [BicepFact]
    public async Task The_compiler_finds_nothing_in_the_templates() =>
        Assert.Empty((await BicepCompiler.RunAsync(Nothing, "lint", "main.bicep")).Findings);

    [BicepFact]
    public async Task The_parameters_fit_and_lack_only_the_variables_that_the_guide_names()
    {
        string[] missing = (await BicepCompiler.RunAsync(Nothing, "build-params", "main.bicepparam", "--stdout")).Findings;
        Dictionary<string, string> given = missing.ToDictionary(finding => Variable().Match(finding).Value, _ => "given", StringComparer.Ordinal);

        (string output, string[] findings) = await BicepCompiler.RunAsync(given, "build-params", "main.bicepparam", "--stdout");
        string guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "deploy.md"));

        Assert.Equal(6, given.Count);
        Assert.Empty(findings);
        Assert.Equal("given", (string?)JsonNode.Parse((string)JsonNode.Parse(output)!["parametersJson"]!)!["parameters"]!["alertMail"]!["value"]);
        Assert.All(given.Keys, variable => Assert.Contains($"`{variable}`", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_module_is_called()
    {
        string main = File.ReadAllText(Repository.PathOf("infra", "bicep", "main.bicep"));

        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("infra", "bicep", "modules")),
            module => Assert.Contains($"'modules/{Path.GetFileName(module)}'", main, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_resource_has_a_comment() =>
        Assert.Empty(BicepFiles.Resources.Where(resource => !resource.IsExisting && resource.Comment.Length == 0).Select(resource => $"{resource.File}.{resource.Name}"));

    [GeneratedRegex("(?<=variable \")[A-Z_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
