using System.Text.Json.Nodes;
using Erasure.Tests.Shared;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The folder that is deployed: what Azure's host reads in it before it starts the worker.</summary>
public sealed class PublishedAppTests
{
    [Fact]
    public void The_durable_extension_is_in_it_and_registered_with_its_storage()
    {
        JsonArray extensions = Read("extensions.json")["extensions"]!.AsArray();

        Assert.Contains("DurableTask", extensions.Select(extension => (string?)extension!["name"]));
        Assert.All(
            new[] { "Microsoft.Azure.WebJobs.Extensions.DurableTask.dll", "DurableTask.AzureStorage.dll", "DurableTask.Core.dll", "Microsoft.Azure.WebJobs.Extensions.FunctionMetadataLoader.dll" },
            file => Assert.True(File.Exists(PublishedApp.PathOf(".azurefunctions", file)), file));
    }

    [Fact]
    public async Task Its_metadata_list_every_function_that_the_worker_has()
    {
        IEnumerable<IFunctionMetadata> functions = await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(PublishedApp.Folder);
        JsonArray listed = Read("functions.metadata").AsArray();

        Assert.Equal(functions.Select(function => function.Name!).Order(StringComparer.Ordinal), listed.Select(function => (string)function!["name"]!).Order(StringComparer.Ordinal));
        Assert.All(listed, function => Assert.Equal("ErasureFunctions.dll", (string?)function!["scriptFile"]));
    }

    [Fact]
    public void The_platform_is_told_to_start_this_app_and_to_ask_it_for_its_functions()
    {
        JsonNode description = Read("worker.config.json")["description"]!;

        Assert.Equal(("dotnet-isolated", "dotnet", "ErasureFunctions.dll"), ((string?)description["language"], (string?)description["defaultExecutablePath"], (string?)description["defaultWorkerPath"]));
        Assert.Equal("true", $"{description["workerIndexing"]}");
        Assert.True(File.Exists(PublishedApp.PathOf("ErasureFunctions.dll")));
    }

    [Fact]
    public void Host_json_is_the_one_in_the_root() =>
        Assert.Equal(File.ReadAllBytes(Repository.PathOf("host.json")), File.ReadAllBytes(PublishedApp.PathOf("host.json")));

    [Fact]
    public void Nothing_of_a_developers_machine_is_in_it() =>
        Assert.Empty(Directory.EnumerateFiles(PublishedApp.Folder, "local.settings*", SearchOption.AllDirectories));

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(PublishedApp.PathOf(file)))!;
}
