-- What DBeaver 25 sends to connect and to fill its tree, after its public source (plugins/org.jkiss.dbeaver.ext.postgresql) and statements captured from it.

--- 1 connect
SET extra_float_digits = 3

--- 2 connect
SET application_name = 'DBeaver 25.1.5 - Main <asof>'

--- 3 connect
SELECT current_schema(),session_user

--- 4 connect
SHOW search_path

--- 5 connect
SELECT version()

--- 6 connect
SELECT * FROM pg_catalog.pg_settings where name='standard_conforming_strings'

--- 7 connect
SELECT string_agg(word, ',' ) from pg_catalog.pg_get_keywords() where word <> ALL ('{a,abs,absolute,action,ada,add,admin,after,all,allocate,alter,always,and,any,are,array,as,asc,asensitive,assertion,asymmetric,at,atomic,authorization,avg,before,begin,bernoulli,between,bigint,binary,blob,boolean,both,by,c,call,cascade,case,cast,catalog,char,check,clob,close,coalesce,collate,column,commit,condition,connect,constraint,convert,count,create,cross,cube,current,cursor,cycle,date,day,deallocate,dec,decimal,declare,default,delete,desc,distinct,double,drop,else,end,escape,except,exec,exists,false,fetch,filter,first,float,for,foreign,free,from,full,function,get,global,go,grant,group,having,hour,identity,in,inner,insert,int,integer,intersect,interval,into,is,join,key,language,large,last,lateral,leading,left,like,limit,local,match,max,merge,min,minute,month,names,national,natural,nchar,new,no,not,null,numeric,of,old,on,only,open,or,order,out,outer,over,partition,position,precision,prepare,primary,procedure,range,real,recursive,ref,references,release,restrict,return,returns,revoke,right,rollback,row,rows,savepoint,scroll,search,second,select,session,set,similar,smallint,some,specific,sql,start,static,sum,symmetric,system,table,then,time,timestamp,to,trailing,trigger,trim,true,union,unique,unknown,unnest,update,upper,user,using,value,values,varchar,varying,view,when,where,window,with,within,without,work,write,year,zone}'::text[])

--- 8 connect
SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datname='asof'

--- 9 connect
SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE 1=1 AND datallowconn AND NOT datistemplate  ORDER BY db.datname

--- 10 schemas
SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass ORDER BY nspname

--- 11 types
SELECT n.nspname = ANY(current_schemas(true)), n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON t.typnamespace = n.oid WHERE t.oid = 1034

--- 12 types
SELECT typinput='pg_catalog.array_in'::regproc as is_array, typtype, typname, pg_type.oid   FROM pg_catalog.pg_type   LEFT JOIN (select ns.oid as nspoid, ns.nspname, r.r           from pg_namespace as ns           join ( select s.r, (current_schemas(false))[s.r] as nspname                    from generate_series(1, array_upper(current_schemas(false), 1)) as s(r) ) as r          using ( nspname )        ) as sp     ON sp.nspoid = typnamespace  WHERE pg_type.oid = 1034  ORDER BY sp.r, pg_type.oid DESC

--- 13 types
SELECT * FROM pg_catalog.pg_enum WHERE 1<>1 LIMIT 1

--- 14 types
SELECT reltype FROM pg_catalog.pg_class WHERE 1<>1 LIMIT 1

--- 15 types
SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid=t.typelem LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C')

--- 16 types
SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid WHERE typnamespace={schema:asof} ORDER by t.oid

--- 17 tables
--$ int8 '2200'
SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr,  pg_catalog.pg_get_partkeydef(c.oid) as partition_key 
FROM pg_catalog.pg_class c
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass
WHERE c.relnamespace=$1 AND c.relkind not in ('i','I','c')

--- 18 tables
--$ int8 '{schema:asof}'
SELECT c.oid,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr,  pg_catalog.pg_get_partkeydef(c.oid) as partition_key 
FROM pg_catalog.pg_class c
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass
WHERE c.relnamespace=$1 AND c.relkind not in ('i','I','c');

--- 19 tables
--$ int8 '2200'
select c.oid,pg_catalog.pg_total_relation_size(c.oid) as total_rel_size,pg_catalog.pg_relation_size(c.oid) as rel_size
FROM pg_class c
WHERE c.relnamespace=$1

--- 20 columns
--$ int8 '{oid:public.airport_delay}'
SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid
FROM pg_catalog.pg_attribute a
INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid)
LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum)
LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid)
LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid
WHERE NOT a.attisdropped AND c.relkind not in ('i','I','c') AND c.oid=$1 ORDER BY a.attnum

--- 21 columns
--$ int8 '2200'
SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid
FROM pg_catalog.pg_attribute a
INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid)
LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum)
LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid)
LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid
WHERE NOT a.attisdropped AND c.relkind not in ('i','I','c') AND c.relnamespace=$1 ORDER BY a.attnum

--- 22 constraints
--$ int8 '{oid:public.route_delay}'
SELECT c.oid,c.*,t.relname as tabrelname,rt.relnamespace as refnamespace,d.description, case when c.contype='c' then "substring"(pg_get_constraintdef(c.oid), 7) else null end consrc_copy
FROM pg_catalog.pg_constraint c
INNER JOIN pg_catalog.pg_class t ON t.oid=c.conrelid
LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid=c.confrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_constraint'::regclass
WHERE c.conrelid=$1
ORDER BY c.oid

--- 23 constraints
--$ int8 '2200'
SELECT c.oid,c.*,t.relname as tabrelname,rt.relnamespace as refnamespace,d.description, case when c.contype='c' then "substring"(pg_get_constraintdef(c.oid), 7) else null end consrc_copy
FROM pg_catalog.pg_constraint c
INNER JOIN pg_catalog.pg_class t ON t.oid=c.conrelid
LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid=c.confrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_constraint'::regclass
WHERE t.relnamespace=$1
ORDER BY c.oid

--- 24 references
--$ int8 '{oid:public.airport_delay}'
SELECT DISTINCT connamespace FROM pg_catalog.pg_constraint WHERE confrelid=$1 AND contype='f'

--- 25 indexes
--$ int8 '2200'
SELECT i.*,i.indkey as keys,c.relname,c.relnamespace,c.relam,c.reltablespace,tc.relname as tabrelname,dsc.description,pg_catalog.pg_get_expr(i.indpred, i.indrelid) as pred_expr,pg_catalog.pg_get_expr(i.indexprs, i.indrelid, true) as expr,pg_catalog.pg_relation_size(i.indexrelid) as index_rel_size,pg_catalog.pg_stat_get_numscans(i.indexrelid) as index_num_scans
FROM pg_catalog.pg_index i
INNER JOIN pg_catalog.pg_class c ON c.oid=i.indexrelid
INNER JOIN pg_catalog.pg_class tc ON tc.oid=i.indrelid
LEFT OUTER JOIN pg_catalog.pg_description dsc ON i.indexrelid=dsc.objoid
WHERE  c.relnamespace=$1 ORDER BY tabrelname, c.relname

--- 26 indexes
--$ int8 '{oid:public.route_delay}'
SELECT i.*,i.indkey as keys,c.relname,c.relnamespace,c.relam,tc.relname as tabrelname,dsc.description,pg_catalog.pg_get_expr(i.indexprs, i.indrelid, true) as expr
FROM pg_catalog.pg_index i
INNER JOIN pg_catalog.pg_class c ON c.oid=i.indexrelid
INNER JOIN pg_catalog.pg_class tc ON tc.oid=i.indrelid
LEFT OUTER JOIN pg_catalog.pg_description dsc ON i.indexrelid=dsc.objoid
WHERE  i.indrelid=$1 ORDER BY c.relname

--- 27 indexes
--$ oid '{oid:public.route_delay_pkey}'
--$ int4 '1'
select pg_catalog.pg_get_indexdef($1, $2, true)

--- 28 indexes
--$ oid '{oid:public.route_delay_pkey}'
select pg_catalog.pg_get_indexdef($1)

--- 29 view source
--$ oid '{oid:public.airport_delay}'
SELECT pg_catalog.pg_get_viewdef($1, true)

--- 30 rules
--$ int8 '{oid:public.airport_delay}'
SELECT r.oid,r.*,d.description,pg_get_ruledef(r.oid) as definition
FROM pg_catalog.pg_rewrite r
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=r.oid AND d.objsubid=0
WHERE r.ev_class=$1 AND r.rulename <> '_RETURN'::name

--- 31 triggers
--$ int8 '{oid:public.flights}'
SELECT x.oid,x.*,p.pronamespace as func_schema_id,d.description
FROM pg_catalog.pg_trigger x
LEFT OUTER JOIN pg_catalog.pg_proc p ON p.oid=x.tgfoid 
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=x.oid AND d.objsubid=0 
WHERE x.tgrelid=$1 AND NOT x.tgisinternal

--- 32 policies
--$ int8 '{oid:public.flights}'
select * from pg_catalog.pg_policies where schemaname='public' and tablename='flights' and $1::int8 is not null

--- 33 inheritance
--$ int8 '{oid:public.flights}'
SELECT i.*,c.relnamespace FROM pg_catalog.pg_inherits i,pg_catalog.pg_class c WHERE i.inhrelid=$1 AND c.oid=i.inhparent ORDER BY i.inhseqno

--- 34 inheritance
--$ int8 '{oid:public.flights}'
SELECT i.*,c.relnamespace FROM pg_catalog.pg_inherits i,pg_catalog.pg_class c WHERE i.inhparent=$1 AND c.oid=i.inhrelid

--- 35 foreign tables
--$ int8 '{oid:public.flights}'
select ft.ftrelid, ft.ftserver, fs.srvname, array_to_string(ft.ftoptions, ',') as opts from pg_catalog.pg_foreign_table ft left outer join pg_catalog.pg_foreign_server fs on ft.ftserver=fs.oid where ft.ftrelid=$1

--- 36 foreign servers
SELECT f.oid,f.* FROM pg_catalog.pg_foreign_server f

--- 37 foreign wrappers
SELECT f.oid,f.*,p.pronamespace as handler_schema_id FROM pg_catalog.pg_foreign_data_wrapper f LEFT OUTER JOIN pg_catalog.pg_proc p ON p.oid=f.fdwhandler ORDER BY f.fdwname

--- 38 procedures
--$ int8 '2200'
SELECT p.oid as poid,p.*,pg_catalog.pg_get_expr(p.proargdefaults, 0) as arg_defaults,d.description
FROM pg_catalog.pg_proc p
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=p.oid AND d.objsubid = 0
WHERE p.pronamespace=$1
ORDER BY p.proname

--- 39 procedures
--$ int8 '11'
SELECT p.oid as poid,p.*,pg_catalog.pg_get_expr(p.proargdefaults, 0) as arg_defaults,d.description
FROM pg_catalog.pg_proc p
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=p.oid AND d.objsubid = 0
WHERE p.pronamespace=$1 AND p.proname LIKE 'pg_get%'
ORDER BY p.proname

--- 40 aggregates
--$ int8 '11'
SELECT p.oid AS proc_oid,p.proname as proc_name,a.* FROM pg_catalog.pg_aggregate a,pg_catalog.pg_proc p WHERE p.oid=a.aggfnoid AND p.pronamespace=$1 AND p.proname LIKE 's%' ORDER BY p.proname

--- 41 roles
SELECT a.oid,a.*,pd.description FROM pg_catalog.pg_roles a LEFT JOIN pg_catalog.pg_shdescription pd ON a.oid = pd.objoid ORDER BY a.rolname

--- 42 role members
--$ int8 '{role:ops}'
SELECT * FROM pg_catalog.pg_auth_members WHERE roleid=$1

--- 43 tablespaces
SELECT t.oid,t.*,pg_tablespace_location(t.oid) loc FROM pg_catalog.pg_tablespace t ORDER BY t.oid

--- 44 languages
SELECT l.oid,l.* FROM pg_catalog.pg_language l ORDER BY l.oid

--- 45 encodings
SELECT c.contoencoding as encid,pg_catalog.pg_encoding_to_char(c.contoencoding) as encname FROM pg_catalog.pg_conversion c GROUP BY c.contoencoding ORDER BY 2

--- 46 access methods
SELECT am.oid,am.* FROM pg_catalog.pg_am am ORDER BY am.oid

--- 47 collations
--$ int8 '11'
SELECT c.oid,c.* FROM pg_catalog.pg_collation c WHERE c.collnamespace=$1 AND c.collname IN ('default','C','POSIX') ORDER BY c.oid

--- 48 operator classes
SELECT oc.oid,oc.* FROM pg_catalog.pg_opclass oc WHERE oc.opcmethod = 403 ORDER BY oc.oid

--- 49 extensions
SELECT e.oid,e.oid AS ext_oid, cfg.tbls, e.extname,e.extversion,e.extrelocatable, n.nspname as schema_name, NULL as tables FROM pg_catalog.pg_extension e LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace LEFT JOIN (SELECT ARRAY_AGG(ns.nspname || '.' ||  cls.relname) tbls, oid_ext FROM (SELECT unnest(e1.extconfig) oid, e1.oid oid_ext FROM pg_catalog.pg_extension e1) c JOIN pg_catalog.pg_class cls ON cls.oid = c.oid JOIN pg_catalog.pg_namespace ns ON ns.oid = cls.relnamespace GROUP BY oid_ext) cfg ON cfg.oid_ext = e.oid ORDER BY e.oid

--- 50 event triggers
SELECT e.oid,e.*,p.pronamespace FROM pg_catalog.pg_event_trigger e LEFT OUTER JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid

--- 51 settings
select name, setting, unit, category from pg_catalog.pg_settings where name in ('DateStyle', 'search_path', 'standard_conforming_strings', 'max_identifier_length')

--- 52 sessions
SELECT sa.datname, sa.usename, sa.state FROM pg_catalog.pg_stat_activity sa WHERE sa.pid = pg_backend_pid()

--- 53 locks
SELECT count(*) > 0 AS some FROM pg_catalog.pg_locks WHERE pid = pg_backend_pid()

--- 54 privileges
--$ int8 '{oid:public.airport_delay}'
SELECT relacl FROM pg_catalog.pg_class WHERE oid=$1

--- 55 privileges
SELECT * FROM information_schema.table_privileges WHERE table_catalog='asof' AND table_schema = 'public' AND grantee = 'tester' ORDER BY table_name, privilege_type

--- 56 dependencies
--$ int8 '{oid:public.airport_delay}'
SELECT DISTINCT dep.deptype, dep.classid, dep.objid, cl.relkind FROM pg_catalog.pg_depend dep LEFT JOIN pg_class cl ON dep.objid = cl.oid WHERE dep.refobjid = $1 AND dep.deptype IN ('n','a') ORDER BY 1, 2

--- 57 search
--$ varchar '%delay%'
--$ int4 '10'
SELECT x.oid,x.relname,x.relnamespace,x.relkind FROM pg_catalog.pg_class x WHERE x.relkind IN('r','v','m','f','p') AND x.relname ILIKE $1 AND x.relnamespace IN (2200) ORDER BY x.relname LIMIT $2

--- 58 search
--$ varchar '%delay%'
SELECT x.attname,x.attrelid,x.atttypid,c.relnamespace FROM pg_catalog.pg_attribute x, pg_catalog.pg_class c WHERE c.oid=x.attrelid AND x.attname LIKE $1 AND c.relnamespace IN (2200) ORDER BY x.attname

--- 59 data
SELECT x.* FROM public.airport_delay x WHERE 1 <> 1 LIMIT 0

