using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The Bicep files hold together: what the compiler would say of syntax and names, as far as it can be known without it.</summary>
public sealed class BicepTests
{
    /// <summary>Functions of the language that the files call; a misspelt one isn't here.</summary>
    private static readonly string[] Functions =
    [
        "allowed", "any", "bool", "concat", "contains", "description", "empty", "environment", "format", "guid", "items", "json", "length", "listCallbackUrl",
        "loadJsonContent", "loadTextContent", "map", "maxLength", "maxValue", "minLength", "minValue", "readEnvironmentVariable", "replace", "resourceGroup",
        "resourceId", "secure", "string", "subscription", "subscriptionResourceId", "tenant", "toLower", "toObject", "union", "uniqueString",
    ];

    private static readonly Dictionary<string, BicepFile> Files = InfrastructureFiles.Reading.Bicep;

    [Fact]
    public void The_grammar_accepts_every_file() =>
        Assert.Empty(Files.SelectMany(file => file.Value.Errors.Select(error => $"{file.Key}:{error}")));

    [Fact]
    public void Every_name_that_is_read_is_declared()
    {
        foreach ((string name, BicepFile file) in Files)
        {
            HashSet<string> known = [.. file.Declared, .. file.Types.Select(type => type.Name), .. Functions];
            Assert.Empty(file.Uses.Where(use => !known.Contains(use.Name)).Select(use => $"{name}:{use.Line} {use.Name}"));
            Assert.Empty(file.Calls.Where(call => !Functions.Contains(call.Name)).Select(call => $"{name} {call.Name}()"));
        }
    }

    [Fact]
    public void Nothing_is_declared_in_vain()
    {
        foreach ((string name, BicepFile file) in Files.Where(file => file.Key.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            IEnumerable<string> readable =
                [.. file.Params.Select(one => one.Name), .. file.Variables.Select(one => one.Name), .. file.Resources.Where(one => one.Existing).Select(one => one.Name)];
            Assert.Empty(readable.Except(file.Uses.Select(use => use.Name)).Select(unused => $"{name}: {unused}"));
        }

        IEnumerable<string> called = Files["main.bicep"].Modules.Select(module => module.Path);
        Assert.Equal(Files.Keys.Where(name => name.StartsWith("modules/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_module_gets_the_parameters_that_it_declares()
    {
        foreach ((string name, BicepModule module) in Files.SelectMany(file => file.Value.Modules.Select(module => (file.Key, module))))
        {
            BicepParameter[] declared = Files[module.Path].Params;
            Assert.Empty(module.Params.Except(declared.Select(one => one.Name)).Select(unknown => $"{name}:{module.Line} {module.Path} has no {unknown}"));
            Assert.Empty(declared.Where(one => one.Required).Select(one => one.Name).Except(module.Params).Select(missing => $"{name}:{module.Line} {module.Path} needs {missing}"));
        }

        BicepFile main = Files["main.bicep"];
        string[] given = [.. Files["main.bicepparam"].Params.Select(one => one.Name)];
        Assert.Empty(given.Except(main.Params.Select(one => one.Name)));
        Assert.Empty(main.Params.Where(one => one.Required).Select(one => one.Name).Except(given));
    }

    [Fact]
    public void Outputs_that_are_used_exist_and_those_that_exist_are_used()
    {
        BicepFile main = Files["main.bicep"];
        foreach (BicepOutputUse use in main.OutputsUsed)
        {
            BicepModule module = Assert.Single(main.Modules, one => one.Name == use.Module);
            Assert.Contains(use.Output, Files[module.Path].Outputs.Select(output => output.Name));
        }

        foreach (BicepModule module in main.Modules)
        {
            IEnumerable<string> used = main.OutputsUsed.Where(use => use.Module == module.Name).Select(use => use.Output);
            Assert.Empty(Files[module.Path].Outputs.Select(output => output.Name).Except(used).Select(unused => $"{module.Path}: {unused}"));
        }
    }

    [Fact]
    public void Files_that_are_loaded_exist()
    {
        foreach ((string name, BicepFile file) in Files)
        {
            foreach (string path in file.Calls.Where(call => call.Name.StartsWith("load", StringComparison.Ordinal)).Select(call => call.Arguments[0]!))
            {
                string folder = Path.GetDirectoryName(Repository.PathOf("infra", "bicep", name))!;
                Assert.True(File.Exists(Path.Combine(folder, path)), $"{name} loads {path}");
            }
        }
    }

    [Fact]
    public void Every_resource_has_a_comment() =>
        Assert.Empty(Files.SelectMany(file => file.Value.Resources.Where(resource => !resource.Existing && resource.Comment.Length == 0).Select(resource => $"{file.Key}:{resource.Line} {resource.Name}")));

    [Fact]
    public void Api_versions_are_those_that_were_looked_up()
    {
        Dictionary<string, string> known = File.ReadLines(Repository.PathOf("tests", "infra", "api-versions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('@'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        HashSet<string> used = [.. Files.Values.SelectMany(file => file.Resources).Select(resource => $"{resource.Type}@{resource.Version}")];

        Assert.Equal(known.Select(pair => $"{pair.Key}@{pair.Value}").Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }
}
