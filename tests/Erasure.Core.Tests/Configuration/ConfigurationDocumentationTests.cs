using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Erasure.Core.Configuration;
using Erasure.Core.Settings;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Configuration;

public sealed class ConfigurationDocumentationTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));

    [Fact]
    public void Every_setting_is_documented_with_its_default_and_nothing_else_is()
    {
        string[] documented = [.. Regex.Matches(Document, @"^\| `(?<path>[^`]+)` \| (?<default>[^|]+) \| [^|]{10,} \|$", RegexOptions.Multiline)
            .Select(row => $"{row.Groups["path"].Value} = {row.Groups["default"].Value.Replace("`", "", StringComparison.Ordinal)}")];
        string[] declared = [.. Settings(typeof(ErasureConfiguration), "", Activator.CreateInstance<ErasureConfiguration>()).Distinct()];

        Assert.Equal(string.Join("\n", declared.Order()), string.Join("\n", documented.Order()));
    }

    [Fact]
    public void Every_kind_of_connector_has_a_section_of_its_own() =>
        Assert.All(Connectors.Kinds, kind => Assert.Contains($"(`\"type\": \"{kind.Name}\"`)\n", Document, StringComparison.Ordinal));

    [Fact]
    public void The_documented_example_is_valid_but_for_its_folder()
    {
        string example = Regex.Match(Document, "```json\n(?<example>.*?)```", RegexOptions.Singleline).Groups["example"].Value;

        var (_, problems) = ConfigurationLoader.Parse(example.Replace("/srv/lake", ".", StringComparison.Ordinal), Repository.Root);

        Assert.Empty(problems);
    }

    private static IEnumerable<string> Settings(Type type, string path, object? defaults)
    {
        foreach (Type kind in ConfigurationLoader.Reader(variable => variable).KindsOf(type).Values.DefaultIfEmpty(type))
        {
            object? start = defaults?.GetType() == kind ? defaults : Activator.CreateInstance(kind);
            foreach (PropertyInfo setting in ConfigurationReader.SettingsOf(kind))
            {
                string name = path + ConfigurationReader.NameOf(setting);
                object? value = setting.GetValue(start);
                yield return $"{name} = {(ConfigurationReader.IsRequired(setting) ? "required" : Text(value))}";
                Type item = setting.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                    ? list.GenericTypeArguments[0]
                    : setting.PropertyType;
                if (ConfigurationReader.IsRecord(item))
                {
                    foreach (string below in Settings(item, name + (item == setting.PropertyType ? "." : "[]."), value))
                    {
                        yield return below;
                    }
                }
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        "" => "empty",
        string text => text,
        bool truth => truth ? "true" : "false",
        TimeSpan duration => IsoDuration.Format(duration),
        Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        IDictionary { Count: 0 } or ICollection { Count: 0 } => "empty",
        IEnumerable items => string.Join(", ", items.Cast<object>().Select(Text)),
        int or double => $"{value}",
        _ => "see below",
    };
}
