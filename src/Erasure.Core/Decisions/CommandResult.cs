namespace Erasure.Core.Decisions;

/// <summary>What became of a command.</summary>
public enum CommandResult
{
    /// <summary>It is on its way, durably.</summary>
    Accepted,

    /// <summary>No such erasure, or no such domain in it.</summary>
    NotFound,

    /// <summary>It can't be done in this state: ended, not failed, already extended, past the deadline.</summary>
    WrongState,

    /// <summary>The note or name isn't as <see cref="DecisionForm"/> has it.</summary>
    InvalidDecision,

    /// <summary>It was decided of another version than the one that is known now.</summary>
    OtherVersion,

    /// <summary>The name of who decided holds an identifier of the person.</summary>
    NameNamesPerson,

    /// <summary>The note holds an identifier of the person, or lets one be guessed.</summary>
    NoteNamesPerson,
}
