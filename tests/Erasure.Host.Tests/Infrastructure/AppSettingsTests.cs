using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Settings;
using Erasure.Tests.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The app finds on Azure the settings that it finds on a developer's machine.</summary>
public sealed class AppSettingsTests
{
    /// <summary>Settings that Flex Consumption refuses: the plan's own configuration says them.</summary>
    private static readonly string[] SaidByThePlan = ["FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>Credentials of servers on the developer's machine; on Azure the app has a role and no key.</summary>
    private static readonly string[] OnlyLocal = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

    [BicepFact]
    public async Task Every_setting_of_the_sample_is_in_the_template()
    {
        JsonObject sample = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject();

        Assert.Empty(sample.Select(pair => pair.Key).Except([.. SaidByThePlan, .. OnlyLocal, .. await TemplateAsync()]));
    }

    [BicepFact]
    public async Task The_app_reads_what_the_template_sets_and_nothing_else()
    {
        HashSet<string> read = [.. Asked(), .. Named(Repository.PathOf("src", "ErasureFunctions")), .. Named(Repository.PathOf("src", "Erasure.Core", "Server"))];

        Assert.Equal((await TemplateAsync()).Where(IsOurs).Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    /// <summary>Names of the settings that the compiled template gives the app; a connection stands there as its parts, NAME__clientId and so on.</summary>
    private static async Task<HashSet<string>> TemplateAsync()
    {
        JsonNode template = JsonNode.Parse((await BicepCompiler.RunAsync(new Dictionary<string, string>(), "build", "modules/app.bicep", "--stdout")).Output)!;
        JsonNode settings = template["resources"]!.AsObject().Single(resource => ((string)resource.Value!["name"]!).Contains("'appsettings'", StringComparison.Ordinal)).Value!;
        return [.. Names(settings["properties"]!, template["variables"]!).Select(name => name.Split("__")[0])];
    }

    private static IEnumerable<string> Names(JsonNode value, JsonNode variables) =>
        value.GetValueKind() == JsonValueKind.Object ? value.AsObject().Select(pair => pair.Key) : Names(ArmExpression.Parse((string)value!), variables);

    private static IEnumerable<string> Names(ArmExpression expression, JsonNode variables) => expression.Function switch
    {
        "createObject" => expression.Arguments.Where((_, i) => i % 2 == 0).Select(name => name.Text),
        "createArray" => expression.Arguments.Select(name => name.Text),
        "variables" => Names(variables[expression.Arguments[0].Text]!, variables),
        _ => expression.Arguments.SelectMany(argument => Names(argument, variables)),
    };

    /// <summary>Those whose properties of <see cref="HostEnvironment"/> the app asks for.</summary>
    private static List<string> Asked()
    {
        HashSet<string> members = [.. Tokens(Repository.PathOf("src", "ErasureFunctions")).Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];
        List<string> read = [];
        HostEnvironment environment = new(name =>
        {
            read.Add(name);
            return null;
        });
        Assert.All(typeof(HostEnvironment).GetProperties().Where(property => members.Contains(property.Name)), property => property.GetValue(environment));
        return [.. read.Where(IsOurs)];
    }

    private static IEnumerable<string> Named(string folder) => Tokens(folder).Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && IsOurs(token.ValueText)).Select(token => token.ValueText);

    private static IEnumerable<SyntaxToken> Tokens(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens());

    private static bool IsOurs(string name) => name.Split('_') is ["ERASURE" or "AWS" or "AZURE", _, ..] && name.All(c => c is '_' or (>= 'A' and <= 'Z'));
}
