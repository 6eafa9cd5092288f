using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The app finds on Azure the settings that it finds on a developer's machine.</summary>
public sealed partial class AppSettingsTests
{
    /// <summary>Settings that Flex Consumption refuses: the plan's own configuration says them.</summary>
    private static readonly string[] SaidByThePlan = ["FUNCTIONS_WORKER_RUNTIME"];

    [Fact]
    public void Every_setting_of_the_sample_is_in_the_template()
    {
        HashSet<string> template = [.. Name().Matches(File.ReadAllText(Repository.PathOf("infra", "bicep", "modules", "app.bicep"))).Select(match => match.Groups["name"].Value)];
        JsonObject sample = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject();

        Assert.Empty(sample.Select(pair => pair.Key).Except(SaidByThePlan).Where(name => !template.Contains(name)));
    }

    // a connection stands in the template as its parts, NAME__clientId and so on
    [GeneratedRegex(@"^  (?<name>[A-Za-z]\w*?)(__\w+)?: |^    '(?<name>[A-Z][A-Z0-9_]+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
