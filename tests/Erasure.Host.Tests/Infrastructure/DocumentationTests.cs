using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Core.Alerts;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The guide explains every resource, the runbook every alert, and both say what the files say.</summary>
public sealed partial class DocumentationTests
{
    private static readonly InfrastructureReading Files = InfrastructureFiles.Reading;

    [Fact]
    public void The_guide_explains_every_resource_and_no_other()
    {
        IEnumerable<string> azure = BicepFiles.Resources.Where(resource => !resource.IsExisting).Select(resource => $"{resource.File}.{resource.Name}");
        IEnumerable<string> aws = Files.CloudFormation.Resources.Select(resource => resource.Name);

        Assert.Equal(azure.Order(StringComparer.Ordinal), Rows("Every resource on Azure").Order(StringComparer.Ordinal));
        Assert.Equal(aws.Order(StringComparer.Ordinal), Rows("Every resource on AWS").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_runbook_has_a_section_for_every_alert()
    {
        IEnumerable<string> alerts = AlertRule.All.Select(rule => rule.Name);
        string[] lines = Read("docs", "runbook.md").Split('\n');

        Assert.Equal(alerts, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Assert.Equal(alerts, lines.Where(line => line.StartsWith("| [", StringComparison.Ordinal)).Select(line => line[3..line.IndexOf(']', StringComparison.Ordinal)]));
    }

    [Fact]
    public void Alerts_are_the_same_on_both_hosts()
    {
        List<string> azure = [.. Rule().Matches(Read("infra", "bicep", "modules", "alerts.bicep")).Select(rule => $"{rule.Groups["name"].Value}, {rule.Groups["title"].Value}, {rule.Groups["severity"].Value}, {rule.Groups["state"].Value}")];

        Assert.Equal(AlertRule.All.Select(rule => $"{rule.Name}, {rule.Title}, {rule.Severity}, {(rule.IsState ? "true" : "false")}").Take(azure.Count), azure);
        Assert.Equal(8, azure.Count);
    }

    [Fact]
    public void Every_environment_variable_of_the_parameters_is_in_the_guide()
    {
        string guide = Read("docs", "deploy.md");
        IEnumerable<string> variables = ParameterVariable().Matches(Read("infra", "bicep", "main.bicepparam")).Select(match => match.Value);

        Assert.All(variables, variable => Assert.Contains(variable, guide, StringComparison.Ordinal));
        IEnumerable<string> outputs = [.. BicepFiles.Outputs, .. variables];
        Assert.Empty(GuideVariable().Matches(guide).Select(match => match.Value).Except(outputs).Except(["ERASURE_API_KEY"]));
    }

    [Fact]
    public void The_stages_decide_the_same_things()
    {
        JsonObject dev = JsonNode.Parse(Read("infra", "bicep", "stages", "dev.json"))!.AsObject();
        JsonObject prod = JsonNode.Parse(Read("infra", "bicep", "stages", "prod.json"))!.AsObject();

        Assert.Equal(dev.Select(pair => $"{pair.Key} {pair.Value!.GetValueKind()}".Replace("True", "False", StringComparison.Ordinal)), prod.Select(pair => $"{pair.Key} {pair.Value!.GetValueKind()}".Replace("True", "False", StringComparison.Ordinal)));
        string main = Read("infra", "bicep", "main.bicep");
        Assert.All(dev, pair => Assert.Contains($"\n  {pair.Key}: ", main, StringComparison.Ordinal));
    }

    [Fact]
    public void The_application_has_the_apis_roles()
    {
        JsonNode roles = JsonNode.Parse(Read("infra", "bicep", "app-roles.json"))!;

        Assert.Equal(["requester", "operator", "approver", "auditor"], roles.AsArray().Select(role => (string?)role!["value"]));
        Assert.Equal(4, roles.AsArray().Select(role => (string?)role!["id"]).Distinct().Count());
    }

    [Fact]
    public void Azd_knows_the_app_by_the_tag_that_it_carries()
    {
        (string service, JsonNode? definition) = Assert.Single(Files.Azd["services"]!.AsObject());

        Assert.Contains($"'azd-service-name': '{service}'", Read("infra", "bicep", "modules", "app.bicep"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Repository.PathOf((string)definition!["project"]!)));
        Assert.True(File.Exists(Repository.PathOf((string)Files.Azd["infra"]!["path"]!, $"{Files.Azd["infra"]!["module"]}.bicepparam")));
        Assert.EndsWith("infra/bicep/write-secrets.sh", (string)Files.Azd["hooks"]!["postprovision"]!["run"]!, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rows(string section)
    {
        string guide = Read("docs", "deploy.md");
        int start = guide.IndexOf($"## {section}\n", StringComparison.Ordinal);
        int end = guide.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return guide[start..end].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line[..line.IndexOf(" | ", 2, StringComparison.Ordinal)]))
            .Select(match => match.Groups["name"].Value);
    }

    private static string Read(params string[] path) => File.ReadAllText(Repository.PathOf(path));

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\n    name: '(?<name>[a-z-]+)'\n    title: '(?<title>[^']+)'\n    severity: (?<severity>\d)[\s\S]*?isState: (?<state>true|false)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<=readEnvironmentVariable\(')ERASURE_[A-Z_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterVariable();

    [GeneratedRegex(@"\bERASURE_[A-Z_]+\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GuideVariable();
}
