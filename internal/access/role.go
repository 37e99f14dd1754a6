// Package access decides who may do what to whom: roles and their actions, the scope of a post, restriction, exclusion,
// sealed compartments and break-glass. Its rules are pure; accesssvc reads the rights and turns them into SQL.
package access

// Role is what a post entitles to. One person may hold several posts.
type Role string

// The roles of the service.
const (
	Officer       Role = "officer"
	Psychologist  Role = "psychologist"
	SocialWorker  Role = "social_worker"
	Inspector     Role = "inspector"
	Specialist    Role = "specialist"
	Records       Role = "records"       // registry clerk: intake and the file
	Head          Role = "head"          // head of a district office
	Regional      Role = "regional"      // head of an interregional department: second pair of eyes for small offices
	Director      Role = "director"      // head of the Department
	DutyOperator  Role = "duty_operator" // nights and weekends: alarms and urgent intake
	Analyst       Role = "analyst"       // figures, no person
	ProgrammeLead Role = "programme_lead"
	Auditor       Role = "auditor"   // reads the audit record, writes nothing, sees no case content
	Admin         Role = "admin"     // accounts, offices, posts; sees no case content
	Custodian     Role = "custodian" // keeper of restricted records: hidden matches, restrictions, seals
	Student       Role = "student"   // only the clients assigned for the placement
)

// Roles lists every role in the order of screens.
func Roles() []Role {
	return []Role{
		Officer, Psychologist, SocialWorker, Inspector, Specialist, Records, Head, Regional, Director, DutyOperator,
		Analyst, ProgrammeLead, Auditor, Admin, Custodian, Student,
	}
}

// SeesClients reports whether the role reads clients within the offices of its post.
func (r Role) SeesClients() bool {
	switch r {
	case Analyst, Auditor, Admin, Student:
		return false
	}
	return true
}
