namespace Erasure.Host.Tests.Infrastructure;

/// <summary>What a Bicep file declares, and what it refers to.</summary>
internal sealed record BicepFile(
    string[] Errors,
    BicepParameter[] Params,
    BicepName[] Variables,
    BicepName[] Outputs,
    BicepResource[] Resources,
    BicepModule[] Modules,
    BicepName[] Types,
    BicepName[] Uses,
    BicepCall[] Calls,
    BicepOutputUse[] OutputsUsed)
{
    /// <summary>Everything that an expression can name.</summary>
    public IEnumerable<string> Declared =>
        [.. Params.Select(one => one.Name), .. Variables.Select(one => one.Name), .. Resources.Select(one => one.Name), .. Modules.Select(one => one.Name)];
}

internal sealed record BicepName(string Name, int Line);

internal sealed record BicepParameter(string Name, int Line, bool Required);

internal sealed record BicepResource(string Name, int Line, string Comment, string Type, string Version, bool Existing);

internal sealed record BicepModule(string Name, int Line, string Path, string[] Params);

internal sealed record BicepCall(string Name, string?[] Arguments);

internal sealed record BicepOutputUse(string Module, string Output, int Line);
