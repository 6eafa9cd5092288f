namespace Erasure.Core.Limits;

/// <summary>What a process makes of its share.</summary>
/// <param name="Running">Calls under way.</param>
/// <param name="LastTurn">When the last call began, or will.</param>
internal readonly record struct ShareUse(int Running, DateTimeOffset LastTurn);
