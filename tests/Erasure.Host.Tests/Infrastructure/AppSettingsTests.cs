using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The app finds on Azure the settings that it finds on a developer's machine.</summary>
public sealed partial class AppSettingsTests
{
    /// <summary>Settings that Flex Consumption refuses: the plan's own configuration says them.</summary>
    private static readonly string[] SaidByThePlan = ["FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>Credentials of servers on the developer's machine; on Azure the app has a role and no key.</summary>
    private static readonly string[] OnlyLocal = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

    private static readonly HashSet<string> Template = [.. Name().Matches(File.ReadAllText(Repository.PathOf("infra", "bicep", "modules", "app.bicep"))).Select(match => match.Groups["name"].Value)];

    [Fact]
    public void Every_setting_of_the_sample_is_in_the_template()
    {
        JsonObject sample = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject();

        Assert.Empty(sample.Select(pair => pair.Key).Except([.. SaidByThePlan, .. OnlyLocal, .. Template]));
    }

    [Fact]
    public void The_app_reads_what_the_template_sets_and_nothing_else()
    {
        HashSet<string> read = [.. Read(Repository.PathOf("src", "ErasureFunctions")), .. Read(Repository.PathOf("src", "Erasure.Core", "Configuration"))];

        Assert.Equal(Template.Where(name => Variable().IsMatch($"\"{name}\"")).Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Read(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Variable().Matches(File.ReadAllText(file)))
        .Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"""(?<name>(ERASURE|AWS|AZURE)_[A-Z_]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    // a connection stands in the template as its parts, NAME__clientId and so on
    [GeneratedRegex(@"^  (?<name>[A-Za-z]\w*?)(__\w+)?: |^    '(?<name>[A-Z][A-Z0-9_]+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
